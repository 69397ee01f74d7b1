import { createRequire as galleyRequire } from 'node:module'; const require = galleyRequire(import.meta.url);
import{oneLine,printable}from"./part-HKBC2HIG.js";import"./part-XM3DYZ3K.js";export{oneLine,printable};
