import { createRequire as galleyRequire } from 'node:module'; const require = galleyRequire(import.meta.url);
import{a as t}from"./part-A6SD22ZL.js";async function a({ledger:e},o,r,n){await e.rows(`INSERT INTO galley.logs VALUES ($1, $2, $3)
     ON CONFLICT (order_id, node) DO UPDATE SET content = excluded.content`,[o,r,n])}t(a,"recordLog");async function i({ledger:e},o,r){return(await e.rows("SELECT node, content FROM galley.logs WHERE order_id = $1 AND ($2::text IS NULL OR node = $2) ORDER BY node",[o,r])).map(({node:s,content:d})=>({node:s,content:d}))}t(i,"readLogs");export{a,i as b};
