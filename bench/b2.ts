const t0 = performance.now()
for (const m of ['commander', 'execa', 'yaml', 'ajv', '@actions/expressions', 'picomatch', '@duckdb/node-api']) { const s = performance.now(); await import(m); console.log(m, (performance.now()-s).toFixed(1)) }
console.log('uptime', (process.uptime()*1000).toFixed(0))
