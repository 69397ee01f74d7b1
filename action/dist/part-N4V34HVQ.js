import { createRequire as galleyRequire } from 'node:module'; const require = galleyRequire(import.meta.url);
function keepToProxies(env){if(!Object.keys(env).some(name=>/^https?_proxy$/i.test(name)))return;process.getBuiltinModule?.("node:http")?.setGlobalProxyFromEnv?.(env)}export{keepToProxies};
