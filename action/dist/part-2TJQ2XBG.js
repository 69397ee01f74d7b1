import { createRequire as galleyRequire } from 'node:module'; const require = galleyRequire(import.meta.url);
import{a}from"./part-IKRPCYA5.js";import"./part-A6SD22ZL.js";export{a as redactor};
