import { createRequire as galleyRequire } from 'node:module'; const require = galleyRequire(import.meta.url);
import{a}from"./part-H3DB5BEY.js";import"./part-TG4LBETA.js";import"./part-LYZU3F6O.js";import"./part-A6SD22ZL.js";export{a as stopSignals};
