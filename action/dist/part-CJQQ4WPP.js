import { createRequire as galleyRequire } from 'node:module'; const require = galleyRequire(import.meta.url);
import{a as i}from"./part-A6SD22ZL.js";function a(r,e){let n=r.slice(0,Math.max(e,0)),t=n.lastIndexOf(`
`)+1;return{line:n.split(`
`).length,column:n.length-t+1}}i(a,"lineAndColumnAt");function h(r,{line:e,column:n}){let t=0;for(let o=1;o<e;o++){let l=r.indexOf(`
`,t);if(l===-1)return r.length;t=l+1}return Math.min(t+Math.max(n-1,0),r.length)}i(h,"offsetAt");function p(r,e){let n=0,t=1;for(let o of r){if(t>=e)break;n+=o.length,t++}return n}i(p,"offsetOfPosition");function g({text:r,lines:e},n){return e===null?a(r,n).line:(e.findLast(t=>t.offset<=n)??e[0])?.line??1}i(g,"lineOfPlace");function x(r,e){let[,n,t="",o=""]=/^LINE (\d+): (.*)\n( *)\^/m.exec(r)??[];if(n===void 0)return null;let l=Number(n),u=h(e,{line:l,column:1}),s=e.slice(u).split(`
`,1)[0]??"",c=t.startsWith("...")&&!s.startsWith("..."),f=t.slice(c?3:0).replace(/\.\.\.$/,""),m=(c?Math.max(s.indexOf(f),0)-3:0)+o.length-`LINE ${n}: `.length;return u+Math.min(Math.max(m,0),s.length)}i(x,"offsetInMessage");export{h as a,p as b,g as c,x as d};
