import { createRequire as galleyRequire } from 'node:module'; const require = galleyRequire(import.meta.url);
import{randomBytes}from"node:crypto";function orderId(now){return`${now.toISOString().replaceAll(/\D/g,"").slice(0,17)}-${randomBytes(4).toString("hex")}`}export{orderId};
