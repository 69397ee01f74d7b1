/**
 * Has every request of this process keep to HTTP_PROXY, HTTPS_PROXY and NO_PROXY of the environment. Older Nodes cannot;
 * there nothing changes.
 */
export function keepToProxies(env: Readonly<Record<string, string | undefined>>): void {
  if (!Object.keys(env).some((name) => /^https?_proxy$/i.test(name))) return
  // Not imported: to list what node:http exports, Node loads its whole fetch, at every start.
  const http = process.getBuiltinModule?.('node:http') as undefined | { setGlobalProxyFromEnv?: (env: object) => void }
  http?.setGlobalProxyFromEnv?.(env)
}
