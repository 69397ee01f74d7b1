import * as http from 'node:http'

/**
 * Has every request of this process keep to HTTP_PROXY, HTTPS_PROXY and NO_PROXY of the environment. Older Nodes cannot;
 * there nothing changes.
 */
export function keepToProxies(env: Readonly<Record<string, string | undefined>>): void {
  const { setGlobalProxyFromEnv: set } = http as { setGlobalProxyFromEnv?: (env: object) => void }
  if (Object.keys(env).some((name) => /^https?_proxy$/i.test(name))) set?.(env)
}
