import { createRequire as galleyRequire } from 'node:module'; const require = galleyRequire(import.meta.url);
import{stopSignals}from"./part-B5HNAGLN.js";import"./part-E2SAITAM.js";import"./part-FDMQDW52.js";import"./part-XM3DYZ3K.js";export{stopSignals};
