/** One style sheet for a wall and for a phone, light and dark. Silence of 3 s greys the page out, without a script. */
export const STYLE = `
:root{color-scheme:light dark;--ink:#1b1f24;--soft:#5d6672;--line:#dde2e8;--paper:#fff;--wash:#f4f6f8;--pass:#007a59;--fail:#b84a00;--warn:#8a6100;--blue:#005a9c;--halt:#b3261e}
@media (prefers-color-scheme:dark){:root{--ink:#e8ebef;--soft:#9aa4b0;--line:#2d333b;--paper:#101316;--wash:#191d22;--pass:#35c39b;--fail:#ff8b4d;--warn:#f0b63c;--blue:#6cb6ff;--halt:#d5382e}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:18px/1.45 system-ui,sans-serif}
h1,h2,p,ul,ol,dl,dd{margin:0;padding:0}
ul,ol{list-style:none}
header{display:flex;gap:24px;align-items:center;justify-content:space-between;padding:18px 28px;border-bottom:1px solid var(--line)}
h1{font-size:26px;line-height:1.25;font-weight:650}
h2{font-size:15px;font-weight:600;color:var(--soft);margin-bottom:10px}
.soft,small{color:var(--soft)}
small{font-size:15px}
main{display:grid;grid-template-columns:repeat(12,minmax(0,1fr));gap:16px;padding:16px 28px 40px}
section{background:var(--wash);border-radius:12px;padding:18px 20px;grid-column:span 4}
.now{grid-column:1/-1;padding:24px 26px}
.live,section.notes{grid-column:span 8}
.big{display:flex;flex-wrap:wrap;gap:0 28px;align-items:baseline;justify-content:space-between;font-size:clamp(36px,6.5vw,84px);line-height:1.1;font-weight:700;letter-spacing:-.02em}
.big b{font-weight:700;overflow-wrap:anywhere}
.inject,.aborted,.fail{color:var(--fail)}
.recover,.pass{color:var(--pass)}
.waiting{color:var(--blue)}
.clock{font-variant-numeric:tabular-nums;color:var(--ink)}
.clock small{font-size:.5em;font-weight:500}
.now>div>p:not(.big){font-size:22px;margin-top:8px}
progress{display:block;width:100%;height:16px;margin-top:14px;accent-color:var(--fail)}
#phases{display:flex;flex-wrap:wrap;gap:8px;margin-top:18px}
#phases li{padding:5px 14px;border:2px solid var(--line);border-radius:99px;font-size:16px;color:var(--soft)}
#phases .now{border-color:currentColor;color:var(--ink);background:var(--paper)}
#phases .waiting{border-color:currentColor}
#phases .done b::before{content:"✔ "}
.missing li{font-size:24px;padding:4px 0}
.missing li::before{content:"○ ";color:var(--warn)}
.measures{display:grid;grid-template-columns:repeat(auto-fill,minmax(270px,1fr));gap:20px 28px}
.measures li{display:grid;grid-template-columns:auto 1fr;gap:0 12px;align-items:baseline;border-left:6px solid var(--line);padding-left:14px}
.measures .value{font-size:40px;line-height:1.15;font-variant-numeric:tabular-nums}
.measures .limit{font-size:18px}
.measures .what,.measures small,.measures svg{grid-column:1/-1}
.holds{border-color:var(--pass)!important}.holds .limit,.holds svg{color:var(--pass)}
.broken{border-color:var(--fail)!important}.broken .value,.broken .limit,.broken svg{color:var(--fail)}
.faults li{display:flex;flex-wrap:wrap;justify-content:space-between;gap:0 12px;padding:8px 0;font-size:22px}
.faults small{flex-basis:100%}
.faults .on span{background:var(--fail);color:var(--paper);border-radius:6px;padding:0 12px;font-weight:700}
.faults .off{color:var(--soft)}
dl{display:grid;grid-template-columns:auto 1fr;gap:8px 16px}
dt{color:var(--soft)}
dd.expected{font-size:22px;line-height:1.35}
.checklist li{padding:4px 0;font-size:20px}
.ticked{color:var(--pass)}
.predictions li{display:grid;gap:0;padding:8px 0;border-bottom:1px solid var(--line)}
.predictions em{color:var(--soft);font-style:normal}
.inconclusive{color:var(--warn)}
.notes{max-height:420px;overflow:auto}
.notes li{padding:6px 0;border-bottom:1px solid var(--line);overflow-wrap:anywhere}
.notes time{font-variant-numeric:tabular-nums;color:var(--soft);margin-right:10px}
.detected b,.mitigated b{color:var(--blue)}.surprise b{color:var(--fail)}
.verdicts{font-size:24px;margin-top:12px}
button,input,select{font:inherit;color:inherit;background:var(--paper);border:2px solid var(--line);border-radius:8px;padding:8px 14px;min-height:46px;max-width:100%}
button{cursor:pointer;font-weight:600;text-align:left}
button:hover{border-color:currentColor}
:focus-visible{outline:3px solid var(--blue);outline-offset:2px}
.go{margin-top:14px;font-size:30px;padding:12px 34px;background:var(--blue);color:var(--paper);border-color:transparent}
#halt{flex:none;background:var(--halt);color:#fff;border-color:transparent;font-size:34px;font-weight:800;letter-spacing:.06em;padding:16px 44px;min-height:76px}
form{display:flex;flex-wrap:wrap;gap:8px 10px;align-items:center;margin-top:12px}
section.notes form{margin:0 0 12px}
form label{flex-basis:100%;display:flex;flex-wrap:wrap;gap:4px 10px;justify-content:space-between;align-items:center}
form label span{flex:1 1 180px}
form input{flex:1 1 160px;min-width:0}
code{font-size:.9em;background:var(--paper);border-radius:4px;padding:1px 5px}
#said{position:fixed;inset:auto 0 0;padding:14px 28px;background:var(--warn);color:var(--paper);font-weight:600}
#said:empty{display:none}
#stale{position:fixed;inset:0 0 auto;padding:12px 28px;background:var(--halt);color:#fff;font-weight:700;visibility:hidden}
.tick main{animation:grey-a .3s 3s forwards}.tock main{animation:grey-b .3s 3s forwards}
.tick #stale{animation:show-a 0s 3s forwards}.tock #stale{animation:show-b 0s 3s forwards}
@keyframes grey-a{to{opacity:.35;filter:grayscale(1)}}@keyframes grey-b{to{opacity:.35;filter:grayscale(1)}}
@keyframes show-a{to{visibility:visible}}@keyframes show-b{to{visibility:visible}}
.ended #halt,.ended form,section.live:has(#measures:empty){display:none}
#door{display:block;max-width:34em;margin:12vh auto}
@media (max-width:1000px){section,.live,section.notes{grid-column:span 6}}
@media (max-width:680px){body{font-size:17px}header{flex-wrap:wrap;padding:12px 14px;gap:10px}main{padding:10px 10px 40px;gap:10px}section,.live,section.notes{grid-column:1/-1;padding:14px}#halt{width:100%;text-align:center;order:-1;min-height:64px;padding:8px}h1{font-size:21px}.now>div>p:not(.big){font-size:19px}}
`
