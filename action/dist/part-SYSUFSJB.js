import { createRequire as galleyRequire } from 'node:module'; const require = galleyRequire(import.meta.url);
import{a as r}from"./part-A6SD22ZL.js";async function s({ledger:t},n,{node:o,measure:l}){let[e]=await t.rows(`SELECT m.order_id, m.order_date AS date, m.build, b.fingerprint, m.value, m.events, m.trials, o.digest,
       o.pull_request, o.report
     FROM galley.measurements m JOIN galley.orders o ON o.id = m.order_id LEFT JOIN galley.builds b ON b.build = m.build
     WHERE o.environment = $1 AND m.node = $2 AND m.measure = $3 ORDER BY o.started_at DESC, o.id DESC LIMIT 1`,[n,o,l]);return e===void 0?null:{...e,report:e.report===null?null:JSON.parse(e.report)}}r(s,"readMeasured");export{s as a};
