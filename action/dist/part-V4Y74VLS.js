import { createRequire as galleyRequire } from 'node:module'; const require = galleyRequire(import.meta.url);
import"./part-XM3DYZ3K.js";async function runSync(_node){return{relation:null,is_view:!1,outputs:{}}}export{runSync};
