import { createRequire as galleyRequire } from 'node:module'; const require = galleyRequire(import.meta.url);
import{openPostgres}from"./part-7JLJKHWT.js";import"./part-U5DBDP6A.js";import"./part-XHPKXWFJ.js";import"./part-4QCANF63.js";import"./part-MAM2GUUZ.js";import"./part-FDMQDW52.js";import"./part-SFMGPH2E.js";import"./part-XM3DYZ3K.js";export{openPostgres};
