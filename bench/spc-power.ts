/**
 * How honest and how sharp the charts are: seeded simulations through the same judgement that orders take, the choice of
 * chart included, printed beside their goals. `npm run bench:spc [-- orders]`: with more orders the shares vary less.
 */
import { falseAlarms } from './spc/false-alarms.ts'
import { power } from './spc/power.ts'
import { runLengths } from './spc/run-length.ts'
import { speed } from './spc/speed.ts'
import { printed } from './spc/table.ts'

const orders = Number(process.argv[2] ?? 400)
if (!Number.isInteger(orders) || orders < 1) throw new RangeError('the number of orders is a whole number from 1')

console.log(printed(await speed(10_000)))
console.log(printed(power(4000)))
console.log(printed(runLengths(8000)))
console.log(printed(falseAlarms(orders)))
