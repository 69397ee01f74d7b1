import { createRequire as galleyRequire } from 'node:module'; const require = galleyRequire(import.meta.url);
import{a as r}from"./part-A6SD22ZL.js";import{randomBytes as e}from"node:crypto";function n(t){return`${t.toISOString().replaceAll(/\D/g,"").slice(0,17)}-${e(4).toString("hex")}`}r(n,"orderId");export{n as a};
