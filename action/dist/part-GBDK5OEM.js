import { createRequire as galleyRequire } from 'node:module'; const require = galleyRequire(import.meta.url);
import{readNodeHistory}from"./part-CVDAOCLN.js";import"./part-FMHNVCSE.js";import"./part-36RG37PC.js";import"./part-2VGLC74K.js";import"./part-S7J772CN.js";import"./part-XM3DYZ3K.js";export{readNodeHistory};
