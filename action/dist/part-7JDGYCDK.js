import { createRequire as galleyRequire } from 'node:module'; const require = galleyRequire(import.meta.url);
import{a,b,c}from"./part-QOFHBNGZ.js";import"./part-LYZU3F6O.js";import"./part-A6SD22ZL.js";export{a as ledgerVersion,b as migrate,c as presentVersion};
