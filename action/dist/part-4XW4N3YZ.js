import { createRequire as galleyRequire } from 'node:module'; const require = galleyRequire(import.meta.url);
import{readYaml}from"./part-YAMWRICS.js";import"./part-KGVMOB2S.js";import"./part-IAMW7HCR.js";import"./part-GFYDQLLU.js";import"./part-XM3DYZ3K.js";export{readYaml};
