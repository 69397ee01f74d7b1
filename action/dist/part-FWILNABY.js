import { createRequire as galleyRequire } from 'node:module'; const require = galleyRequire(import.meta.url);
function table(head,rows){let widths=head.map((title,column)=>Math.max(title.length,...rows.map(row=>(row[column]??"").length))),line=cells=>cells.map((cell,column)=>cell.padEnd(widths[column]??0)).join("  ").trimEnd();return[line(head),...rows.map(line)].join(`
`)}export{table};
