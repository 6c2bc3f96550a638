/** How charts look. Series are told apart by colour, dash and the shape of their points. */
export const chartStyle = `
.chart{display:block;width:100%;height:auto;margin:1rem 0 .25rem;font-family:var(--sans);overflow:visible}
.chart.wide{display:none}
.chart.narrow{max-width:30rem}
.chart.too-little{max-width:none;margin:.6rem 0;padding:1rem 1.1rem;border-radius:4px;background:var(--surface);color:var(--quiet);font-size:.9rem;line-height:1.5}
.chart text{font-size:13px;fill:var(--quiet)}
.chart.narrow text{font-size:12px}
.chart .tick{font-variant-numeric:tabular-nums}
.chart .axis-label{fill:var(--ink)}
.grid{stroke:var(--rule)}
.axis{stroke:var(--axis)}
.threshold{stroke:var(--ink);stroke-dasharray:2 4}
.chart .panel-title{fill:var(--ink);font-weight:600}
.chart .row-name{fill:var(--ink)}
.chart .row-name,.chart .end-label,.chart .level-name{paint-order:stroke;stroke:var(--background);stroke-width:4px;stroke-linejoin:round}
.drop{stroke:currentColor;stroke-width:1.5;stroke-dasharray:3 3}
.level{stroke:currentColor;opacity:.55}
.chart .level-name{fill:currentColor;font-size:12px}
.fall>.level{stroke-dasharray:3 3}
.interval{stroke:currentColor;stroke-width:6;opacity:.45}
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
.background>.line{stroke-dasharray:none;stroke-width:1;opacity:.45}
.fate.open{fill:currentColor;opacity:.12}
.fate.closed{fill:currentColor;opacity:.5}
.fate.broken{fill:var(--ink);opacity:.8}
.part-0{fill:currentColor;opacity:.85}
.part-1{fill:var(--ink);opacity:.85}
.part-2{fill:currentColor;opacity:.35}
.part-3{fill:currentColor;opacity:.1}
.bound{fill:none;stroke:currentColor;stroke-dasharray:3 3}
.whisker{fill:none;stroke:currentColor;stroke-width:1.5;opacity:.6}
.point{fill:currentColor;stroke:var(--background);stroke-width:1}
.point.hollow{fill:var(--background);stroke:currentColor;stroke-width:1.75}
.thin .whisker{opacity:.35;stroke-width:1}
.lit>.whisker{opacity:1}
.lit>.point,.lit>.bar{stroke:var(--ink);stroke-width:1.5}
.hit{fill:none;stroke:none;pointer-events:all}
.lit>.hit{stroke:var(--ink);stroke-dasharray:2 2}
.dim{opacity:.2}
.chart:focus:not(:focus-visible){outline:none}
.chart.clickable{cursor:pointer}
.tip{position:fixed;z-index:3;max-width:min(24rem,calc(100vw - 8px));padding:.3rem .55rem;border-radius:4px;background:var(--ink);color:var(--background);font:.82rem/1.4 var(--sans);font-variant-numeric:tabular-nums;white-space:pre-line;pointer-events:none}
.tip[hidden]{display:none}
.chart .end-label{fill:currentColor;font-weight:600}
.key{flex:none;width:28px;height:14px}
.legend{display:flex;flex-wrap:wrap;gap:.2rem 1.1rem;list-style:none;margin:.6rem 0 0;padding:0;font-size:.85rem;color:var(--ink)}
.legend.marks{color:var(--quiet)}
.legend li,.legend button{display:flex;align-items:center;gap:.4rem}
.legend button{font:inherit;color:inherit;background:none;border:0;padding:0;cursor:pointer}
.legend button[aria-pressed=true]{text-decoration:underline;text-underline-offset:.2em}
.marked:has(:checked) i.h1{background:var(--above1)}
.marked:has(:checked) i.h2{background:var(--above2)}
.marked:has(:checked) i.h3{background:var(--above3)}
.marked:has(:checked) i.h4{background:var(--above4)}
.heat-scale label{cursor:pointer}
.heat-scale input{margin:0 .3em 0 0;vertical-align:-.1em;accent-color:var(--link)}
.heat-scale>span{visibility:hidden}
.heat-scale:has(:checked)>span{visibility:visible}
.heat-scale{font:.8rem/1.5 var(--sans);color:var(--quiet);margin:.6rem 0 0}
i.h1,i.h2,i.h3,i.h4{font-style:normal;color:var(--ink)}
.excerpt .cursor{outline:2px solid var(--link)}
.failures p{font:.85rem/1.5 var(--sans);margin:.7rem 0 .2rem}
.failures .excerpt{margin-top:0;padding:.6rem .8rem;white-space:pre-wrap;overflow-wrap:anywhere}
.failures details{margin:0 0 0 1rem}
.failures .gap{color:var(--quiet);font-family:var(--sans)}
.excerpt mark.opener,.excerpt mark.true-closer{color:var(--ink);background:none;box-shadow:0 0 0 1.5px var(--ink)}
.excerpt mark.true-closer{color:var(--broken);box-shadow:0 0 0 1.5px var(--broken)}
@media (min-width:40rem){
.chart.wide{display:block;max-width:60rem}
.chart.narrow,.legend.narrow{display:none}
}
@media print{
.tip{display:none}
.chart.wide{display:block;max-width:17cm}
.chart.narrow,.legend.narrow{display:none}
}
`;
