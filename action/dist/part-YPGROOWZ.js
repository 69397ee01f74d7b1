import { createRequire as galleyRequire } from 'node:module'; const require = galleyRequire(import.meta.url);
import{reasonWords}from"./part-EOI7LK4K.js";import"./part-AVMKU4XB.js";import"./part-XM3DYZ3K.js";function storyText(story){let verbs={run:"runs",reuse:"is reused",skip:"is left alone"};return story.map((step,index)=>`${"  ".repeat(index)}${step.node} ${verbs[step.action]}: it ${reasonWords(step)}`).join(`
`)}export{storyText};
