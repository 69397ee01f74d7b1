import { createRequire as galleyRequire } from 'node:module'; const require = galleyRequire(import.meta.url);
import{require_ajv}from"./part-7NK44NNF.js";import"./part-XM3DYZ3K.js";export default require_ajv();
