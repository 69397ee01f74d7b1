import { createRequire as galleyRequire } from 'node:module'; const require = galleyRequire(import.meta.url);
import{a,b,c,d,e,f}from"./part-6AIHFGWD.js";import"./part-Y4HKTGTO.js";import"./part-LYZU3F6O.js";import"./part-IMWI4VAI.js";import"./part-FX56FHSM.js";import"./part-A6SD22ZL.js";export{d as advance,f as bindNodes,c as changedSince,e as moved,a as readEnvironment,b as readVersions};
