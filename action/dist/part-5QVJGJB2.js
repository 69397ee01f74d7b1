import { createRequire as galleyRequire } from 'node:module'; const require = galleyRequire(import.meta.url);
import{a}from"./part-A6SD22ZL.js";function d(i,e){let l=i.map((n,t)=>Math.max(n.length,...e.map(r=>(r[t]??"").length))),o=a(n=>n.map((t,r)=>t.padEnd(l[r]??0)).join("  ").trimEnd(),"line");return[o(i),...e.map(o)].join(`
`)}a(d,"table");export{d as a};
