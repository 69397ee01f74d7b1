import { createRequire as galleyRequire } from 'node:module'; const require = galleyRequire(import.meta.url);
import{unpackReport}from"./part-FMHNVCSE.js";async function readMeasured({ledger},environment,{node,measure}){let[row]=await ledger.rows(`SELECT m.order_id, m.order_date AS date, m.build, b.fingerprint, m.value, m.events, m.trials, o.digest,
       o.pull_request, o.report
     FROM galley.measurements m JOIN galley.orders o ON o.id = m.order_id LEFT JOIN galley.builds b ON b.build = m.build
     WHERE o.environment = $1 AND m.node = $2 AND m.measure = $3 ORDER BY o.started_at DESC, o.id DESC LIMIT 1`,[environment,node,measure]);return row===void 0?null:{...row,report:unpackReport(row.report??"")}}export{readMeasured};
