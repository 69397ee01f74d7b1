import { createRequire as galleyRequire } from 'node:module'; const require = galleyRequire(import.meta.url);
import{readNodeHistory}from"./part-7PKJGN7Y.js";import"./part-FMHNVCSE.js";import"./part-2CXW6ERN.js";import"./part-2VGLC74K.js";import"./part-SFMGPH2E.js";import"./part-XM3DYZ3K.js";export{readNodeHistory};
