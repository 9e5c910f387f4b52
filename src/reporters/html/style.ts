/** This file is long because it holds one style sheet: light and dark, wide and narrow, screen and paper. */
export const STYLE = `
:root{color-scheme:light dark;--ink:#1b1f24;--soft:#5d6672;--line:#e2e6eb;--paper:#fff;--wash:#f6f7f9;--pass:#007a59;--fail:#b84a00;--inconclusive:#8a6100;--skipped:#5d6672}
@media (prefers-color-scheme:dark){:root{--ink:#e6e9ed;--soft:#9aa4b0;--line:#2d333b;--paper:#15181c;--wash:#1c2025;--pass:#35c39b;--fail:#ff8b4d;--inconclusive:#f0b63c;--skipped:#9aa4b0}.heat{fill:#56b4e9}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",sans-serif;overflow-wrap:anywhere}
main,header,footer,nav{max-width:1064px;margin:0 auto;padding:0 32px}
h1,h2,h3,p,ol,ul,dl,figure{margin:0}
h1{font-size:30px;line-height:1.25;letter-spacing:-.012em;font-weight:650;text-wrap:balance}
h2{font-size:21px;font-weight:650;letter-spacing:-.006em;margin:56px 0 20px;padding-top:20px;border-top:1px solid var(--line)}
h3{font-size:16px;line-height:1.4;font-weight:600}
.soft{color:var(--soft);font-weight:400}
.bad{color:var(--fail);font-weight:600}
code,pre{font:13px/1.55 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
pre{margin:12px 0 0;padding:14px 16px;background:var(--wash);border-radius:6px;overflow-x:auto;white-space:pre;overflow-wrap:normal}
header{padding-top:44px}
header .outcome{font-size:15px;font-weight:700;letter-spacing:.06em;display:flex;gap:14px;align-items:baseline;margin-bottom:10px}
header .outcome .soft{letter-spacing:0}
header .outcome::before{content:"";align-self:center;width:12px;height:12px;border-radius:3px;background:currentColor}
.pass .outcome{color:var(--pass)}.fail .outcome{color:var(--fail)}.inconclusive .outcome{color:var(--inconclusive)}
header .reason{font-size:19px;line-height:1.45;margin:10px 0 16px;max-width:44em}
header ul{padding-left:20px;margin-bottom:12px}
header .counts{font-weight:600;margin-top:16px}
header .meta{font-size:14px}
nav{padding-top:20px;font-size:14px;display:flex;flex-wrap:wrap;gap:4px 20px}
nav a{color:var(--soft);text-decoration:none;border-bottom:1px solid var(--line)}
nav a:hover{color:var(--ink);border-color:var(--ink)}
.verdict{display:grid;grid-template-columns:28px minmax(0,1fr) 300px 118px;gap:2px 20px;padding:18px 0;border-top:1px solid var(--line)}
.verdict:first-of-type{border-top:0;padding-top:4px}
.verdict .glyph{font-size:18px;line-height:1.3;font-weight:700}
.verdict.pass .glyph{color:var(--pass)}.verdict.fail .glyph,.verdict.fail .measured b{color:var(--fail)}.verdict.inconclusive .glyph{color:var(--inconclusive)}.verdict.skipped .glyph{color:var(--skipped)}
.verdict .claim p{font-size:14px}
.verdict .claim p+p{margin-top:4px}
.verdict .measured{grid-row:1/span 2;grid-column:4;text-align:right;font-variant-numeric:tabular-nums}
.verdict .measured b{display:block;font-size:19px;line-height:1.3;font-weight:650}
.verdict .measured span{font-size:13px}
.verdict details{grid-column:2/4;font-size:14px}
details summary{cursor:pointer;color:var(--soft);font-size:13px;width:max-content;max-width:100%}
details summary:hover{color:var(--ink)}
dl{display:grid;grid-template-columns:fit-content(40%) minmax(0,1fr);gap:4px 20px;font-size:14px;margin-top:8px}
dt{color:var(--soft)}
dd{margin:0}
figure{margin:0 0 34px}
figcaption{font-size:14px;color:var(--soft);margin-bottom:10px}
figcaption b{color:var(--ink);font-weight:600;margin-right:10px}
.legend{display:inline-flex;flex-wrap:wrap;gap:2px 16px}
.legend span{display:inline-flex;align-items:center;gap:6px}
svg{display:block;max-width:100%;height:auto;overflow:visible}
figure svg[role]{width:100%}
svg text{font-variant-numeric:tabular-nums}
.legend svg{flex:none}
.narrow{display:none}
.strip:hover{fill:currentColor;fill-opacity:.09}
.twin{margin-top:4px}
.twin .scroll{max-height:340px;overflow:auto;margin-top:8px}
.pair{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:24px}
.probe+.probe{margin-top:26px;padding-top:28px;border-top:1px solid var(--line)}
.probe h3{font-size:18px;margin-bottom:16px}
.scroll{overflow-x:auto;overflow-wrap:normal}
table{border-collapse:collapse;font-size:14px;width:100%}
th,td{text-align:left;vertical-align:top;padding:7px 18px 7px 0;border-bottom:1px solid var(--line)}
th{font-weight:500;color:var(--soft);font-size:13px;white-space:nowrap}
td{min-width:0}
.num{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
td:last-child,th:last-child{padding-right:0}
tbody tr:last-child td{border-bottom:0}
.twin table{width:auto}
.twin td,.twin th{padding:3px 20px 3px 0;font-size:13px}
.scroll+.scroll,.scroll+h3,dl+h3{margin-top:28px}
h3+.scroll{margin-top:6px}
.log{width:auto}
.log td{padding:3px 14px 3px 0;border:0}
.halo{stroke:var(--paper)}
.log .bad{color:var(--fail);font-weight:600}.log .warn{color:var(--inconclusive)}
#faults+.scroll+dl{margin:18px 0}
.spark{display:inline-block;vertical-align:middle}
.dose .spark{width:96px}
.note{font-size:14px;margin-bottom:20px}
.evidence+.evidence{margin-top:28px}
.evidence ol{list-style:none;padding:0}
.evidence li{display:grid;grid-template-columns:52px 150px minmax(0,1fr);gap:0 18px;padding:9px 0;font-size:14px;border-bottom:1px solid var(--line)}
.evidence li:last-child{border-bottom:0}
.evidence .when{color:var(--soft);font-variant-numeric:tabular-nums}
.evidence .spark{width:150px;padding-top:5px}
.evidence li>.soft,.evidence .curl{grid-column:3}
.curl{color:var(--soft)}
footer{margin-top:64px;padding-top:20px;padding-bottom:56px;font-size:13px;color:var(--soft)}
@media (max-width:820px){main,header,footer,nav{padding-left:20px;padding-right:20px}.pair{grid-template-columns:minmax(0,1fr)}.verdict{grid-template-columns:28px minmax(0,1fr) 118px;gap:2px 12px}.verdict .bar{grid-column:2/-1;grid-row:auto;max-width:300px;padding-top:6px}.verdict .measured{grid-column:3;grid-row:1}.verdict details{grid-column:2/-1}}
@media (max-width:560px){main,header,footer,nav{padding-left:4px;padding-right:4px}body{font-size:15px}body>*{padding-left:4px}main,header,footer,nav{padding-left:14px;padding-right:14px}header{padding-top:26px}h1{font-size:24px}h2{margin-top:48px}header .reason{font-size:17px}.wide{display:none}.narrow{display:block}figure{margin-bottom:28px}.verdict{grid-template-columns:22px minmax(0,1fr)}.verdict .measured{grid-column:2;grid-row:auto;text-align:left}.verdict .measured b{display:inline;margin-right:10px}.verdict .bar{grid-row:auto}.verdict details{grid-column:2}.evidence li{grid-template-columns:44px minmax(0,1fr)}.evidence li>*,.evidence li>.soft,.evidence .curl{grid-column:2}.evidence li>.when{grid-column:1;grid-row:1}}
@media print{.heat{fill:#0072b2}:root{color-scheme:light;--ink:#000;--soft:#444;--line:#ccc;--paper:#fff;--wash:#f4f4f4;--pass:#00664a;--fail:#a03f00;--inconclusive:#755200}@page{margin:14mm}body{font-size:10.5pt}main,header,footer{max-width:none;padding:0}header{padding-top:0}nav,.twin{display:none}.wide{display:block}.narrow{display:none}.pair{grid-template-columns:repeat(2,minmax(0,1fr))}h2{margin-top:26px;break-after:avoid}h3{break-after:avoid}figure,.verdict,.evidence li,tr{break-inside:avoid}pre{white-space:pre-wrap}.verdict{grid-template-columns:24px minmax(0,1fr) 220px 96px}.verdict .bar{grid-row:auto;grid-column:3}.verdict .measured{grid-column:4;grid-row:1/span 2}.verdict details{grid-column:2/4}summary,details:not([open]){display:none}#experiment+details{display:block}#experiment+details::details-content{content-visibility:visible;display:block;height:auto}*{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
`
