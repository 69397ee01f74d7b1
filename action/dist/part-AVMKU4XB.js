import { createRequire as galleyRequire } from 'node:module'; const require = galleyRequire(import.meta.url);
function count(n,one,many=`${one}s`){return`${grouped(n)} ${n===1?one:many}`}function grouped(n){return Number.isSafeInteger(n)?String(n).replaceAll(/\B(?=(?:\d{3})+$)/g,","):n.toLocaleString("en-US")}export{count};
