import { createRequire as galleyRequire } from 'node:module'; const require = galleyRequire(import.meta.url);
import{a}from"./part-KGLX45K5.js";import"./part-SLG6EKGJ.js";import"./part-VYJ2FZ5Q.js";import"./part-ITPBE2AH.js";import"./part-A6SD22ZL.js";export{a as readYaml};
