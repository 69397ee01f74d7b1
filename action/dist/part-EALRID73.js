import { createRequire as galleyRequire } from 'node:module'; const require = galleyRequire(import.meta.url);
import{a as e}from"./part-A6SD22ZL.js";function i(r,t,n=`${t}s`){return`${u(r)} ${r===1?t:n}`}e(i,"count");function u(r){return Number.isSafeInteger(r)?String(r).replaceAll(/\B(?=(?:\d{3})+$)/g,","):r.toLocaleString("en-US")}e(u,"grouped");export{i as a};
