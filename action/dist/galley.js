#!/usr/bin/env node
import { createRequire as galleyRequire } from 'node:module'; const require = galleyRequire(import.meta.url);
import{a as s}from"./part-A6SD22ZL.js";import o from"node:module";import{text as t}from"node:stream/consumers";o.enableCompileCache?.();var{runProgram:n}=await import("./part-FC44NGW7.js"),{stopSignals:c}=await import("./part-G2XFWN6D.js"),r=s(e=>process.stderr.write(`${e}
`),"err"),i=c(r);process.exitCode=await n(process.argv.slice(2),{env:process.env,cwd:process.env.npm_lifecycle_event==="galley"?process.env.INIT_CWD??process.cwd():process.cwd(),out:s(e=>process.stdout.write(`${e}
`),"out"),err:r,colour:process.env.NO_COLOR===void 0&&process.stdout.isTTY===!0,signal:i.signal,now:s(()=>new Date,"now"),...process.stderr.isTTY&&process.env.TERM!=="dumb"?{terminal:{write:s(e=>process.stderr.write(e),"write"),columns:s(()=>process.stderr.columns,"columns")}}:{},...process.stdin.isTTY?{}:{input:s(()=>t(process.stdin),"input")}});
