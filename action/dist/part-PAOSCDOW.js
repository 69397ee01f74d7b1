import { createRequire as galleyRequire } from 'node:module'; const require = galleyRequire(import.meta.url);
import{readNodeHistory}from"./part-5Y5II56Y.js";import"./part-FMHNVCSE.js";import"./part-GNWLNCQD.js";import"./part-2VGLC74K.js";import"./part-LTQPXCEY.js";import"./part-XM3DYZ3K.js";export{readNodeHistory};
