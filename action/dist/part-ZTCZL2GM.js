import { createRequire as galleyRequire } from 'node:module'; const require = galleyRequire(import.meta.url);
import*as http from"node:http";function keepToProxies(env){let{setGlobalProxyFromEnv:set}=http;Object.keys(env).some(name=>/^https?_proxy$/i.test(name))&&set?.(env)}export{keepToProxies};
