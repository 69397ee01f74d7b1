import { serveApp } from './serve.ts'

await serveApp(process.env)
