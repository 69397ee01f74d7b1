import { createRequire as galleyRequire } from 'node:module'; const require = galleyRequire(import.meta.url);
import{openPostgres}from"./part-IW3OAM6D.js";import"./part-HQHNIHRV.js";import"./part-XHPKXWFJ.js";import"./part-4QCANF63.js";import"./part-MAM2GUUZ.js";import"./part-S7J772CN.js";import"./part-FDMQDW52.js";import"./part-XM3DYZ3K.js";export{openPostgres};
