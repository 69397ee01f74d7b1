import { createRequire as galleyRequire } from 'node:module'; const require = galleyRequire(import.meta.url);
import{ledgerVersion,migrate,presentVersion}from"./part-H73MC2YR.js";import"./part-FDMQDW52.js";import"./part-XM3DYZ3K.js";export{ledgerVersion,migrate,presentVersion};
