import { createRequire as galleyRequire } from 'node:module'; const require = galleyRequire(import.meta.url);
import{a,b}from"./part-RO4SF5CQ.js";import"./part-A6SD22ZL.js";export{b as passwordsIn,a as secretsOf};
