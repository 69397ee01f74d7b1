import { createRequire as galleyRequire } from 'node:module'; const require = galleyRequire(import.meta.url);
import{keepToProxies}from"./part-N4V34HVQ.js";import"./part-XM3DYZ3K.js";export{keepToProxies};
