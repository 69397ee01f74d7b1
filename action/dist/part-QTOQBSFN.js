import { createRequire as galleyRequire } from 'node:module'; const require = galleyRequire(import.meta.url);
import{diagnosticsText}from"./part-ZNGBL3TM.js";import"./part-XM3DYZ3K.js";export{diagnosticsText};
