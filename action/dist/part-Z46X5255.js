import { createRequire as galleyRequire } from 'node:module'; const require = galleyRequire(import.meta.url);
var NodeFailure=class extends Error{code;location;retryable;constructor(code,message,location=null,{retryable=!1}={}){super(message),this.name="NodeFailure",this.code=code,this.location=location,this.retryable=retryable}};export{NodeFailure};
