import { SERIES_LIGHT } from "./series-colours";

const SERIES = SERIES_LIGHT.map((_, index) => `.s${index}{--series:var(--series-${index})}\n`).join("");

/** Style of the drawings of `svgFigure` and of what stands around them; goes after the stylesheet of all reports. */
export const FIGURE_STYLE = `.panels{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,20.5rem),1fr));gap:28px 24px;align-items:start;margin-top:20px}
.panels figure{max-width:440px}
.panels figcaption{margin-bottom:4px}
.panels figure>p{margin:6px 0 0;color:var(--muted);font-size:.875rem}
.panels.pair{grid-template-columns:repeat(auto-fill,minmax(min(100%,26rem),1fr))}
.panels+*{margin-top:18px}
.beside{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,20.5rem),1fr));gap:8px 40px;align-items:start}
.beside figure{max-width:440px}
.plot{display:block;width:100%;height:auto;overflow:visible}
.plot text{fill:var(--ink);font-size:12px;font-variant-numeric:tabular-nums}
.plot .tick{fill:var(--muted);font-size:11px}
.plot .name{font-weight:600}
.plot .grid{stroke:var(--line)}
.plot .frame{fill:none;stroke:var(--muted)}
.plot .equal{stroke:var(--muted);stroke-dasharray:5 4}
.plot .zero,.plot .reference{stroke:var(--ink);stroke-dasharray:5 4}
.plot .answers{fill:var(--series)}
.plot .whisker{stroke:var(--series);stroke-width:1.2;stroke-opacity:.45}
.plot .point{fill:var(--series);stroke:var(--page);stroke-width:.8}
.plot .outside{fill:var(--series);stroke:var(--series);stroke-width:1.6}
.plot .dot{fill:var(--series);fill-opacity:.55;stroke:var(--series);stroke-width:.8}
.plot .interval{stroke:var(--series);stroke-width:3}
.plot .mean{stroke:var(--series);stroke-width:2.5}
.plot .draw{fill:var(--page);stroke:var(--ink);stroke-width:1.3}
.plot .bar{fill:var(--muted);fill-opacity:.35}
.key{display:inline-block;width:12px;height:12px;vertical-align:-1px;margin-right:5px}
.key .point{fill:var(--series,var(--muted))}
.aid{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,20.5rem),1fr));gap:0 24px}
.aid>div{grid-template-columns:minmax(0,1fr);align-content:start;border-bottom:0}
.aid dd{color:var(--muted);font-size:.9375rem}
.keys{display:flex;flex-wrap:wrap;gap:4px 22px;margin:14px 0 0;color:var(--muted);font-size:.9375rem}
.figures-table td,.figures-table thead th:not(:first-child){text-align:right;white-space:nowrap}
.figures-table td.words{text-align:left}
@media print{
.panels{grid-template-columns:repeat(3,1fr);gap:14px}
.panels.pair{grid-template-columns:1fr 1fr}
.beside{grid-template-columns:1fr 1fr}
.figures-table td,.figures-table thead th:not(:first-child){white-space:normal}
.plot *{print-color-adjust:exact;-webkit-print-color-adjust:exact}
}
${SERIES}`;
