/** How charts look. Series are told apart by colour, dash and the shape of their points. */
export const chartStyle = `
.chart{display:block;width:100%;height:auto;margin:1rem 0 .25rem;font-family:var(--sans);overflow:visible}
.chart.wide{display:none}
.chart.narrow{max-width:30rem}
.chart text{font-size:13px;fill:var(--quiet)}
.chart.narrow text{font-size:12px}
.chart .tick{font-variant-numeric:tabular-nums}
.chart .axis-label{fill:var(--ink)}
.grid{stroke:var(--rule)}
.axis{stroke:var(--axis)}
.threshold{stroke:var(--ink);stroke-dasharray:2 4}
.chart .panel-title{fill:var(--ink);font-weight:600}
.chart .row-name{fill:var(--ink)}
.chart .row-name,.chart .end-label{paint-order:stroke;stroke:var(--background);stroke-width:4px;stroke-linejoin:round}
.drop{stroke:currentColor;stroke-width:1.5;stroke-dasharray:3 3}
.level{stroke:currentColor;opacity:.55}
.bar{fill:currentColor}
.track{fill:var(--surface)}
.series-model{color:var(--model)}
.series-real{color:var(--real)}
.series-ngram{color:var(--ngram)}
.series-text{color:var(--text)}
.line{fill:none;stroke:currentColor;stroke-width:1.75;stroke-linejoin:round}
.series-real>.line{stroke-dasharray:7 3}
.series-ngram>.line{stroke-dasharray:2 3}
.series-text>.line{stroke-dasharray:9 3 2 3}
.quiet>.line{stroke-dasharray:none;stroke-width:1.25}
.line.faint{opacity:.35;stroke-width:1.25}
.band{fill:currentColor;opacity:.16}
.fate.open{fill:currentColor;opacity:.12}
.fate.closed{fill:currentColor;opacity:.5}
.fate.broken{fill:var(--ink);opacity:.8}
.bound{fill:none;stroke:currentColor;stroke-dasharray:3 3}
.whisker{stroke:currentColor;stroke-width:2;opacity:.55}
.point{fill:currentColor;stroke:var(--background);stroke-width:1}
.point.hollow{fill:var(--background);stroke:currentColor;stroke-width:1.75}
.thin .whisker{opacity:.3;stroke-width:1.25}
.datum:hover .whisker{opacity:1}
.datum:hover .point{stroke:var(--ink)}
.chart .end-label{fill:currentColor;font-weight:600}
.key{flex:none;width:28px;height:14px}
.legend{display:flex;flex-wrap:wrap;gap:.2rem 1.1rem;list-style:none;margin:.6rem 0 0;padding:0;font-size:.85rem;color:var(--ink)}
.legend li{display:flex;align-items:center;gap:.4rem}
@media (min-width:40rem){
.chart.wide{display:block;max-width:60rem}
.chart.narrow,.legend.narrow{display:none}
}
@media print{
.chart.wide{display:block;max-width:17cm}
.chart.narrow,.legend.narrow{display:none}
}
`;
