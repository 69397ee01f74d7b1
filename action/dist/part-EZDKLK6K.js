import { createRequire as galleyRequire } from 'node:module'; const require = galleyRequire(import.meta.url);
import{outsideOf,runOutside}from"./part-TFZQRJCG.js";import"./part-RNPULYNB.js";import"./part-JSXQKLSZ.js";import"./part-RYNWWPXU.js";import"./part-Z46X5255.js";import"./part-AVMKU4XB.js";import"./part-6KK4BVN2.js";import"./part-XM3DYZ3K.js";export{outsideOf,runOutside};
