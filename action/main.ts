import { keepToProxies } from './process/proxies.ts'
import { runAction } from './runner/action.ts'

keepToProxies(process.env)
await runAction()
