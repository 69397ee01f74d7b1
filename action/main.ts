import { runAction } from './runner/action.ts'

await runAction()
