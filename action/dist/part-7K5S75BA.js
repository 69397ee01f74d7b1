import { createRequire as galleyRequire } from 'node:module'; const require = galleyRequire(import.meta.url);
import{redactor}from"./part-BXOSEUYX.js";import"./part-XM3DYZ3K.js";export{redactor};
