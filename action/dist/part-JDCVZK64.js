import { createRequire as galleyRequire } from 'node:module'; const require = galleyRequire(import.meta.url);
import{a}from"./part-RHKGJZYV.js";import"./part-A6SD22ZL.js";export{a as diagnosticsText};
