import { createRequire as galleyRequire } from 'node:module'; const require = galleyRequire(import.meta.url);
var s={name:"@polyglot-sql/sdk",version:"0.12.1",packages:{"node_modules/@polyglot-sql/sdk":{version:"0.12.1",integrity:"sha512-c8FwAqExkFPpk5CM3uLJ/erJDYuTruFEJKnH8yargInHHjDS3LmGce55Sy+qxWuue/B3uB4GdKGgKZTPPPi1kw==",license:"MIT",engines:{node:">=22",pnpm:">=12"}}}};export{s as a};
