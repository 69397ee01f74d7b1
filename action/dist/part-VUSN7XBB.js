import { createRequire as galleyRequire } from 'node:module'; const require = galleyRequire(import.meta.url);
import{a}from"./part-V76P72MD.js";import"./part-WGFRHTQU.js";import"./part-IMWI4VAI.js";import"./part-7FKY57SA.js";import"./part-A6SD22ZL.js";export{a as readNodeHistory};
