import { createRequire as galleyRequire } from 'node:module'; const require = galleyRequire(import.meta.url);
import{a as r}from"./part-A6SD22ZL.js";function i(e,o){let n,t=r(()=>{o.interrupt(),n=setInterval(()=>o.interrupt(),50)},"start");return e.aborted?t():e.addEventListener("abort",t,{once:!0}),()=>{e.removeEventListener("abort",t),clearInterval(n)}}r(i,"interruptOnAbort");export{i as a};
