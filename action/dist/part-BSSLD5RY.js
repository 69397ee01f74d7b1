import { createRequire as galleyRequire } from 'node:module'; const require = galleyRequire(import.meta.url);
import{a}from"./part-J6G4NTHD.js";import"./part-A6SD22ZL.js";export default a();
