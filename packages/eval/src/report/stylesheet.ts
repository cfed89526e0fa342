import { HEAT_DARK, HEAT_INK, HEAT_LIGHT } from "./heat-scale";
import { SERIES_DARK, SERIES_LIGHT } from "./series-colours";

const variables = (prefix: string, colours: readonly string[]): string =>
  colours.map((colour, index) => `--${prefix}-${index}:${colour};`).join("");

const LIGHT = `--page:#ffffff;--ink:#17212b;--muted:#55616d;--line:#d8dee5;--panel:#f5f7f9;--accent:#0a5a8a;
--better-ink:#0a4a75;--better-fill:#dcebf7;--worse-ink:#8a3a00;--worse-fill:#fbe8da;--heat-ink:${HEAT_INK.light};
${variables("heat", HEAT_LIGHT)}
${variables("series", SERIES_LIGHT)}`;

const DARK = `--page:#10151b;--ink:#e6ebf0;--muted:#a0acb8;--line:#2d3742;--panel:#182029;--accent:#7cc0ee;
--better-ink:#a5d5f7;--better-fill:#16354d;--worse-ink:#ffc39a;--worse-fill:#45290f;--heat-ink:${HEAT_INK.dark};
${variables("heat", HEAT_DARK)}
${variables("series", SERIES_DARK)}`;

const RULES = `*{box-sizing:border-box}
html{background:var(--page);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;-webkit-text-size-adjust:100%}
body{margin:0}
main{max-width:1180px;margin:0 auto;padding:48px 32px 80px}
h1,h2,h3{line-height:1.2;margin:0;text-wrap:balance;overflow-wrap:anywhere}
h1{font-size:2.25rem;font-weight:700;letter-spacing:-.02em}
h2{font-size:1.5rem;font-weight:650;letter-spacing:-.01em;margin-bottom:10px}
h3{font-size:1.0625rem;font-weight:650}
p{margin:0 0 12px}
a{color:var(--accent)}
section{margin-top:64px}
strong{font-weight:650;overflow-wrap:anywhere}
code{font:.875em/1.45 ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;overflow-wrap:anywhere;unicode-bidi:isolate}
.kicker{margin:0 0 6px;color:var(--accent);font-size:.8125rem;font-weight:650;letter-spacing:.08em;text-transform:uppercase}
.finding{margin:22px 0 20px;padding-left:20px;border-left:4px solid var(--accent);max-width:60rem}
.finding p{font-size:1.25rem;line-height:1.45;margin:0 0 6px}
.finding strong{font-weight:550}
.finding p:first-child strong:first-of-type{font-weight:700}
.finding p+p{font-size:1.0625rem;color:var(--muted)}
.facts{display:flex;flex-wrap:wrap;gap:4px 22px;color:var(--muted);font-size:.9375rem;margin:0}
nav{display:flex;flex-wrap:wrap;gap:6px 20px;margin-top:26px;padding:10px 0;border-top:1px solid var(--line);border-bottom:1px solid var(--line);font-size:.9375rem}
nav a{text-decoration:none}
nav a:hover{text-decoration:underline}
.how{color:var(--muted);max-width:52rem}
.conclusions{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,26rem),1fr));gap:20px;margin-top:14px}
.conclusions>div{background:var(--panel);border-radius:10px;padding:22px 26px 14px}
.conclusions h3{margin-bottom:8px}
.conclusions ul{margin:0;padding-left:1.1em}
.conclusions li{margin-bottom:9px;font-size:.9375rem}
.block{margin-top:32px}
.block-head{display:flex;flex-wrap:wrap;align-items:center;justify-content:space-between;gap:8px 24px;margin-bottom:10px}
.block>h3{margin-bottom:4px}
.scale{display:inline-flex;align-items:center;color:var(--muted);font-size:.8125rem;font-variant-numeric:tabular-nums}
.swatch{width:24px;height:12px}
.scale-end{padding:0 8px}
.scroll{overflow-x:auto;border:1px solid var(--line);border-radius:8px}
.scroll.fit{width:fit-content;max-width:100%}
.scroll:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
table{border-collapse:separate;border-spacing:0;width:100%;font-size:.9375rem;line-height:1.35;font-variant-numeric:tabular-nums}
th,td{padding:8px 12px;text-align:left;vertical-align:middle;border-bottom:1px solid var(--line)}
tbody tr:last-child>*{border-bottom:0}
th{font-weight:550}
thead th{background:var(--panel);font-size:.8125rem;font-weight:600;vertical-align:bottom}
thead th .id,tbody th .id{display:block;color:var(--muted);font-weight:400;font-size:.75rem}
th[scope=row]{background:var(--page);min-width:11rem;max-width:20rem;overflow-wrap:anywhere}
.matrix th[scope=col],.differences th[scope=col]{overflow-wrap:anywhere;min-width:7.5rem}
.matrix th:first-child,.pairs th:first-child{position:sticky;left:0;z-index:1;border-right:1px solid var(--line)}
.matrix tbody th,.pairs tbody th{height:1px}
.matrix tbody th>.who,.pairs tbody th>.who{display:block;margin-left:1.9em}
.rank{float:left;width:1.4em;text-align:right;color:var(--muted);font-weight:400}
.matrix td{text-align:center;min-width:7.5rem}
.matrix thead th:not(:first-child){text-align:center}
.heat{color:var(--heat-ink)}
td.heat{border-right:1px solid var(--page);border-bottom-color:var(--page)}
.mean{font-weight:600}
.matrix .mean{display:block;font-size:1.0625rem}
.star{margin-right:5px;font-size:.8em;vertical-align:.1em}
.interval{font-size:.8125rem;white-space:nowrap}
.matrix .interval,.gain{display:block}
.gain{font-size:.75rem;font-weight:400;color:var(--muted)}
.differences .interval{color:var(--muted)}
.differences td{white-space:nowrap}
.differences th .name{display:inline}
.tally{white-space:nowrap}
.tally span{display:inline-block;min-width:3em;font-size:.875rem}
.tally .better::before{content:"▲ "}.tally .worse::before{content:"▼ "}.tally .open::before{content:"○ "}
.tally .better{color:var(--better-ink)}.tally .worse{color:var(--worse-ink)}.tally .open{color:var(--muted)}
.pairs th[scope=col]:not(:first-child),.pairs td{text-align:center;padding:6px 5px}
.pairs{table-layout:fixed}
.pairs th:first-child{width:14rem}
.dagger{color:var(--worse-ink);font-weight:700;padding-left:2px}
.pairs .verdict:not(:last-child){width:calc(100% - .9rem)}
.than{color:var(--muted);font-weight:400}
.verdict,.outcome{display:inline-block;border-radius:5px;padding:2px 7px;font-size:.8125rem;line-height:1.3}
.pairs .verdict{width:100%;padding:4px 0;font-size:.75rem;white-space:nowrap}
.verdict.better,.outcome.right{color:var(--better-ink);background:var(--better-fill)}
.verdict.worse,.outcome.wrong{color:var(--worse-ink);background:var(--worse-fill)}
.verdict.open,.outcome.withheld,.outcome.unclear,.empty,.self,.minus{color:var(--muted)}
.minus{font-weight:400}
details{margin-top:12px}
summary{cursor:pointer;color:var(--accent);font-size:.9375rem;padding:4px 0}
details[open] summary{margin-bottom:8px}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,33rem),1fr));gap:28px 24px;align-items:start;margin-top:20px}
figure{margin:0;min-width:0}
figcaption{font-weight:650;margin-bottom:8px;overflow-wrap:anywhere}
figcaption .id{font-weight:400;color:var(--muted);margin-left:6px}
figure .scroll{padding:10px 6px 4px}
.chart{min-width:500px;max-width:660px;width:100%;height:auto}
figure .scroll{max-width:674px}
.help,.sides{display:block;color:var(--muted);font-size:.8125rem;font-weight:400}
.help{overflow-wrap:normal}
.quality th[scope=row]{min-width:12rem}
.quality td{min-width:11.5rem;vertical-align:top}
.quality .mean,.quality .interval{display:block}
.quality .mean{margin-top:3px}
details h3{margin:16px 0 6px;font-size:.9375rem}
.reason{max-width:52rem}
.quality .sides{margin-top:2px}
.remarks{margin:14px 0 0;padding-left:1.2em;font-size:.9375rem}
.sensitivity .kind{background:var(--panel);font-size:.8125rem;font-weight:600}
.sensitivity th[scope=col]:not(:first-child){text-align:right}
section>h3{margin:22px 0 8px}
.way{white-space:normal!important;min-width:9rem}
.mark{display:inline-block;margin-top:3px;text-decoration:none;font-size:.75rem;white-space:nowrap}
figure .graph{display:block;margin:0 auto;max-width:100%;height:auto}
.graph text{fill:var(--ink);font-size:12.5px}
.graph .box{fill:var(--panel);stroke:var(--muted)}
.graph .top{stroke:var(--accent);stroke-width:2.5}
.graph .arrow{fill:none;stroke:var(--muted);stroke-width:1.3}
.graph .dashed{stroke-dasharray:5 4}
.graph .head{fill:var(--muted)}
figure>p,.alone{font-size:.9375rem}
.alone{margin:8px 0 0;color:var(--muted)}
details ul{margin:0;padding-left:1.2em;font-size:.9375rem}
.plain td,.outcomes td{vertical-align:top}
.number{text-align:right}
.outcomes{width:auto}
.outcomes th[scope=row]{min-width:0}
dl{margin:0}
dl>div{display:grid;grid-template-columns:11rem minmax(0,1fr);gap:2px 20px;padding:9px 0;border-bottom:1px solid var(--line)}
dt{font-weight:600}
dd{margin:0;overflow-wrap:anywhere}
.glossaries{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,30rem),1fr));gap:28px 40px}
.glossary>div{grid-template-columns:minmax(0,1fr)}
.glossary .id{font-weight:400;color:var(--muted);margin-left:6px}
.citation{color:var(--muted);font-size:.875rem}
.command{white-space:pre-wrap}
@media (max-width:640px){
main{padding:28px 16px 56px}
h1{font-size:1.75rem}
.finding{padding-left:14px}
.finding p{font-size:1.125rem}
.finding strong{font-weight:550}
.finding p:first-child strong:first-of-type{font-weight:700}
.finding p+p{font-size:1rem}
section{margin-top:48px}
.conclusions>div{padding:18px 18px 10px}
th,td{padding:7px 9px}
th[scope=row]{min-width:8.5rem;max-width:10rem;font-size:.875rem}
.matrix td,.matrix th[scope=col]{min-width:7rem}
.pairs th:first-child{width:9rem}
dl>div{grid-template-columns:minmax(0,1fr)}
}
@media print{
html{font-size:11px}
main{max-width:none;padding:0}
nav,details:not([open]){display:none}
section{margin-top:28px}
.scroll{overflow:visible}
.block,figure,tr,.conclusions>div{break-inside:avoid}
h2,h3{break-after:avoid}
.heat,.swatch,.verdict,.outcome,.conclusions>div,thead th{print-color-adjust:exact;-webkit-print-color-adjust:exact}
th,td{padding:3px 7px}
.matrix th:first-child,.pairs th:first-child{position:static}
th[scope=row]{min-width:0}
.matrix td,.matrix th[scope=col]{min-width:0}
.pairs{min-width:0!important}.pairs th:first-child{width:11rem}.pairs .verdict{white-space:normal}.figures{grid-template-columns:1fr 1fr}.chart{min-width:0}
}
`;

const HEAT_RULES = HEAT_LIGHT.map((_, step) => `.heat-${step}{background:var(--heat-${step})}\n`).join("");

/** All style of a report; colours are variables with a light and a dark set, print always takes the light one. */
export const STYLESHEET = `:root{color-scheme:light dark;
${LIGHT}}
@media screen and (prefers-color-scheme:dark){:root{
${DARK}}}
${RULES}${HEAT_RULES}`;
