import { createRequire as galleyRequire } from 'node:module'; const require = galleyRequire(import.meta.url);
import{a}from"./part-7AAQUT2V.js";import"./part-Y4HKTGTO.js";import"./part-IMWI4VAI.js";import"./part-FX56FHSM.js";import"./part-A6SD22ZL.js";export{a as readNodeHistory};
