import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { expect, it, onTestFinished } from 'vitest'
import { fakeAirflow } from '../orchestrators/fakes/airflow.ts'
import { desk } from '../support/cli.ts'
import { shop } from '../support/project.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

it.each([
  ['', true],
  ['127.0.0.1', false],
])('requests go by the proxy of the environment, but for NO_PROXY=%s', async (direct, proxied) => {
  const tunnels: string[] = []
  const proxy = createServer((_, response) => response.writeHead(400).end())
  proxy.on('connect', ({ url = '' }, socket) => {
    tunnels.push(url)
    const [host, port] = url.split(':')
    const target = connect(Number(port), host, () => socket.write('HTTP/1.1 200 OK\r\n\r\n'))
    target.on('error', () => socket.destroy())
    socket.on('error', () => target.destroy())
    target.pipe(socket).pipe(target)
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    proxy.close()
  })
  const fake = await fakeAirflow()
  const files = shop('nodes: { nightly: { airflow: { connection: af, dag: nightly } } }\n')
  const connection = `af: { type: airflow, url: "${fake.server.url}", user: galley, password: "\${{ secrets.AF_PASSWORD }}" },`
  const galley = (files['galley.yaml'] ?? '').replace('connections: {', `connections: { ${connection}`)
  const { folder, env } = await desk({ ...files, 'galley.yaml': galley })
  const { port } = proxy.address() as AddressInfo
  const own = {
    AF_PASSWORD: 's3cret-enough',
    HTTP_PROXY: `http://127.0.0.1:${port}`,
    NO_PROXY: direct,
    NODE_USE_ENV_PROXY: '',
  }
  const { stdout } = await execa(process.execPath, [join(root, 'action/cli.ts'), '-C', folder, 'doctor'], {
    env: { ...env, ...own },
  })
  expect(stdout).toContain('Airflow: the DAG nightly can be run.')
  expect(tunnels.includes(new URL(fake.server.url).host)).toBe(proxied)
})
