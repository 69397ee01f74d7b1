import { createRequire as galleyRequire } from 'node:module'; const require = galleyRequire(import.meta.url);
import{passwordsIn,secretsOf}from"./part-FFB3625U.js";import"./part-XM3DYZ3K.js";export{passwordsIn,secretsOf};
