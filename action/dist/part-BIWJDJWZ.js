import { createRequire as galleyRequire } from 'node:module'; const require = galleyRequire(import.meta.url);
import{a,b,c,d,e,f,g,h,i,j,k}from"./part-XJPDI2E7.js";import"./part-A6SD22ZL.js";export{g as $,a as ExecaError,b as ExecaSyncError,d as execa,f as execaNode,e as execaSync,k as getCancelSignal,j as getEachMessage,i as getOneMessage,c as parseCommandString,h as sendMessage};
