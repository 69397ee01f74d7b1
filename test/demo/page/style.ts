/** Plain, wide enough for charts, readable in light and dark. Colours tell apart without red against green alone. */
export const style = `
:root { color-scheme: light dark; --ink: #1b2733; --soft: #5a6b7b; --paper: #fbfaf7; --card: #fff; --line: #dcd9d0;
  --good: #0f7b6c; --bad: #c8402f; --calm: #64748b; --accent: #1f5f99; --code: #f1efe8; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ec; --soft: #9fb0bf; --paper: #12181f; --card: #1a222b;
  --line: #2c3844; --good: #3fc1a9; --bad: #ff8a75; --calm: #94a3b8; --accent: #7fb8ee; --code: #222c37; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 1080px; padding: 0 20px 60px; background: var(--paper); color: var(--ink);
  font: 16px/1.55 system-ui, "Segoe UI", "DejaVu Sans", sans-serif; }
header { padding: 56px 0 12px; }
h1 { font-size: clamp(30px, 5vw, 46px); line-height: 1.1; margin: 0 0 14px; letter-spacing: -0.02em; }
header p { max-width: 68ch; color: var(--soft); font-size: 18px; margin: 0; }
h2 { font-size: 24px; margin: 0 0 4px; line-height: 1.25; }
h3 { font-size: 17px; margin: 18px 0 6px; }
section { margin-top: 52px; }
.step { display: inline-block; font-size: 14px; font-weight: 600; padding: 2px 10px; margin-right: 6px; border-radius: 99px;
  background: var(--accent); color: var(--paper); vertical-align: 3px; }
.kicker, .note { color: var(--soft); margin: 0 0 14px; }
.timings { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 10px; margin: 28px 0 0; }
.timings div { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 12px 14px; }
.timings dt { font-size: 13px; color: var(--soft); line-height: 1.3; min-height: 34px; }
.timings dd { margin: 4px 0 0; font-size: 24px; font-weight: 650; font-variant-numeric: tabular-nums; }
details { background: var(--card); border: 1px solid var(--line); border-radius: 10px; margin: 10px 0; overflow: hidden; }
summary { cursor: pointer; padding: 10px 14px; }
.body { padding: 2px 16px 14px; border-top: 1px solid var(--line); overflow-x: auto; }
.check { border-left: 5px solid var(--calm); }
.check.success { border-left-color: var(--good); }
.check.failure { border-left-color: var(--bad); }
.mark { display: inline-block; width: 1.2em; font-weight: 700; color: var(--calm); }
.mark::before { content: "○"; }
.success > summary .mark { color: var(--good); } .success > summary .mark::before { content: "✓"; }
.failure > summary .mark { color: var(--bad); } .failure > summary .mark::before { content: "✕"; }
.comment { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 4px 18px 10px; margin: 14px 0; overflow-x: auto; }
.comment h3 { margin-top: 12px; }
img { display: block; max-width: 100%; border-radius: 8px; margin: 12px 0; background: #fff; }
table { border-collapse: collapse; margin: 10px 0; font-size: 14.5px; font-variant-numeric: tabular-nums; }
th, td { border: 1px solid var(--line); padding: 5px 10px; text-align: left; vertical-align: top; }
th { background: var(--code); font-weight: 600; }
code { background: var(--code); border-radius: 4px; padding: 1px 5px; font-size: 0.9em; }
pre { background: var(--code); border-radius: 8px; padding: 12px 14px; overflow-x: auto; font-size: 13.5px; line-height: 1.5; }
pre.diff { margin: 0; border-radius: 0; border-top: 1px solid var(--line); }
.added { color: var(--good); } .gone { color: var(--bad); } .hunk { color: var(--soft); }
.terminal b { color: var(--accent); font-weight: 600; }
footer { margin-top: 60px; color: var(--soft); font-size: 14px; }
`
