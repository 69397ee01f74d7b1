import { createRequire as galleyRequire } from 'node:module'; const require = galleyRequire(import.meta.url);
import{openPostgres}from"./part-UDDJUB6P.js";import"./part-KTXKOYI2.js";import"./part-XHPKXWFJ.js";import"./part-4QCANF63.js";import"./part-MAM2GUUZ.js";import"./part-SFMGPH2E.js";import"./part-FDMQDW52.js";import"./part-XM3DYZ3K.js";export{openPostgres};
