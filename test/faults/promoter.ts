/** A process that moves production's names without end, until it is killed: `promoter.ts TYPE SETTING`. */
import { openFaulty } from './open.ts'
import { swing } from './swings.ts'

const [type = '', setting = ''] = process.argv.slice(2)
const warehouse = await openFaulty(type, setting)
process.stdout.write('ready\n')
for (;;) await swing(warehouse)
