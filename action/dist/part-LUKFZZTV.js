import { createRequire as galleyRequire } from 'node:module'; const require = galleyRequire(import.meta.url);
import{a,b,c,d,e,f}from"./part-WMFN53AF.js";import"./part-WGFRHTQU.js";import"./part-LYZU3F6O.js";import"./part-IMWI4VAI.js";import"./part-7FKY57SA.js";import"./part-A6SD22ZL.js";export{d as advance,f as bindNodes,c as changedSince,e as moved,a as readEnvironment,b as readVersions};
