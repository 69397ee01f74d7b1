import { createRequire as galleyRequire } from 'node:module'; const require = galleyRequire(import.meta.url);
import{openPostgres}from"./part-XVX5DDPI.js";import"./part-RJ2RRXXJ.js";import"./part-XHPKXWFJ.js";import"./part-4QCANF63.js";import"./part-MAM2GUUZ.js";import"./part-FDMQDW52.js";import"./part-SFMGPH2E.js";import"./part-XM3DYZ3K.js";export{openPostgres};
