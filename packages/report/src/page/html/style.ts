import { customProperties, darkPalette, lightPalette } from './palette.ts';

/** Returns a line of CSS for each item. */
function lines<T>(all: readonly T[], line: (one: T) => string): string {
  return all.map(line).join('\n');
}

/** Style of charts. Series differ in color, dash and the shape of their points. */
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
${lines(['model', 'real', 'ngram', 'text'], (id) => `.series-${id}{color:var(--${id})}`)}
.line{fill:none;stroke:currentColor;stroke-width:1.75;stroke-linejoin:round}
.series-real>.line{stroke-dasharray:7 3}
.series-ngram>.line{stroke-dasharray:2 3}
.series-text>.line{stroke-dasharray:9 3 2 3}
.quiet>.line{stroke-dasharray:none;stroke-width:1.25}
.background>.line{stroke-dasharray:none;stroke-width:1;opacity:.45}
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
${lines([1, 2, 3, 4], (n) => `.marked:has(:checked) i.h${n}{background:var(--above${n})}`)}
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

const base = `
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;scroll-padding-top:1rem}
body{margin:0;background:var(--background);color:var(--ink);font:1.0625rem/1.55 var(--serif);overflow-wrap:break-word}
header,main,footer{max-width:72.5rem;margin:0 auto;padding:0 1.25rem}
main>section.part{border-top:1px solid var(--rule);margin-top:.9rem;padding-top:.9rem}
main>section.part:first-child{border-top:0;margin-top:0}
.eyebrow{font:600 .78rem/1.3 var(--sans);color:var(--quiet);margin:0 0 .35rem}
.back{display:block;width:fit-content;margin:1rem 0 0 auto;padding:.2rem .7rem;border:1px solid var(--rule);border-radius:4px;background:var(--background);font:.85rem/1.5 var(--sans)}
@media (min-width:86rem){.back{position:sticky;bottom:.8rem;margin-right:-6.5rem}}
p{max-width:40rem}
h1,h2,h3{font-family:var(--serif);line-height:1.15;text-wrap:balance;font-weight:600}
h1{text-wrap:pretty;font-size:clamp(1.15rem,2.4vw,1.5rem);letter-spacing:-.012em;margin:.2em 0 .6em;max-width:none}
h2{font-size:1.4rem;margin:0 0 .4em}
h3{font-family:var(--sans);font-size:1rem;margin:0 0 .25rem}
a{color:var(--link);text-underline-offset:.15em}
:focus-visible{outline:2px solid var(--link);outline-offset:2px;border-radius:2px}
code,pre{font-family:var(--mono);font-size:.84em}
code{overflow-wrap:anywhere}
small{font-size:.82em}
.skip{position:absolute;left:-99rem}
.skip:focus{left:1rem;top:.5rem;background:var(--background);padding:.3rem .6rem;z-index:2}
.kept{white-space:nowrap}
.away{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap;user-select:none}
`;

const hero = `
header{padding-top:1.2rem}
.kicker,nav,.notice,figcaption,summary,table,.legend,footer,dl.definitions,.marks-legend{font-family:var(--sans)}
.kicker{display:flex;line-height:1.4;flex-wrap:wrap;gap:.2rem 1rem;justify-content:space-between;max-width:none;margin:0 0 .8rem;font-size:.85rem;color:var(--quiet)}
.kicker b{color:var(--ink)}
.notice{max-width:none;margin:0 0 .8rem;padding:.1rem 0 .1rem .85rem;border-left:3px solid var(--warning);font-size:.9rem;line-height:1.5}
.notice b{color:var(--warning);margin-right:.5em}
.scope{max-width:46rem;margin:-.4rem 0 1rem;font:.95rem/1.5 var(--sans);color:var(--quiet)}
.numerals{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));grid-template-rows:repeat(5,auto);gap:0 1.5rem}
.numerals section{display:grid;grid-row:span 5;grid-template-rows:subgrid}
@media (min-width:60rem){.numerals:has(section:nth-child(3)){grid-template-columns:repeat(3,minmax(0,1fr))}.numerals:has(section:nth-child(3)) .numeral b{font-size:2.9rem}}
.answer p{max-width:none}
.answer details p{margin:.2rem 0 .6rem;font:.9rem/1.5 var(--sans)}
.answer .notice{margin:.9rem 0 .5rem}
.numerals h2,.numerals p,.numerals dl{font-family:var(--sans);margin:0}
.numerals h2{font-size:.9rem;line-height:1.3}
.numeral{align-self:center;line-height:1.1;color:var(--quiet);font-size:.95rem}
.numeral b{font:600 3.6rem/1.1 var(--serif);letter-spacing:-.02em;color:var(--ink);font-variant-numeric:lining-nums}
.numeral span{white-space:nowrap}
.numeral.none{font:600 1.5rem/1.2 var(--serif);color:var(--ink);padding:.9rem 0}
.numeral-note{font-size:.9rem;line-height:1.4}
.numeral-note+.numeral-note{color:var(--quiet);margin-top:.35rem}
.numerals dl{font-size:.85rem;line-height:1.45;color:var(--quiet);margin-top:.35rem}
.numerals dl>div{display:flex;flex-wrap:wrap;gap:0 .6em}
.numerals dt{font-weight:600}
.numerals dd{margin:0}
.answer{display:grid;grid-template-columns:minmax(0,1fr);gap:0 2.5rem}
.answer figure{margin-top:1rem;min-width:0}
.first-sample .excerpt{max-height:19rem}
.answer details{margin-top:0}
.answer td small{white-space:normal}
.first-sample h2{font:600 .9rem/1.3 var(--sans);color:var(--ink)}
.note{font:.8rem/1.5 var(--sans);color:var(--quiet);max-width:none;margin:.7rem 0 0}
header>.note{font-size:.9rem;color:var(--ink)}
nav{margin-top:1.1rem;padding:.4rem 0 .7rem;border:solid var(--rule);border-width:1px 0;font-size:.86rem;line-height:1.35}
nav details{margin:0}
nav summary{color:var(--ink);font-weight:600}
nav div{display:grid;grid-template-columns:10.5rem minmax(0,1fr);gap:0 1rem;padding:.2rem 0}
nav b{color:var(--quiet);font-weight:600;padding:.1rem 0}
nav ul{display:flex;flex-wrap:wrap;gap:0 1.3rem;list-style:none;margin:0;padding:0}
nav li{padding:.1rem 0}
nav a{text-decoration:none}
nav a:hover{text-decoration:underline}
@media (max-width:40rem){
.numerals .detail{display:none}
.numeral b{font-size:2.4rem}
.numerals dl{line-height:1.35}
.numerals section:nth-child(n+3){margin-top:.8rem}
.numeral.none{font-size:1.3rem}
nav div{grid-template-columns:minmax(0,1fr)}
nav li{padding:.28rem 0}
}
@media (min-width:62rem){
.answer>div+div>figure:first-child{margin-top:0}
.answer:has(>div+div){grid-template-columns:minmax(0,19fr) minmax(0,11fr);align-items:start}
}
`;

const body = `
figure{margin:1.4rem 0 0}
details.section{margin:0;position:relative}
.anchor{position:absolute;top:0}
details.section>summary{display:grid;grid-template-columns:1rem minmax(0,1fr);width:auto;padding:.55rem 0;color:var(--ink);font:1rem/1.5 var(--serif)}
details.section>summary::-webkit-details-marker{display:none}
details.section>summary::before{content:'▸';color:var(--link);font-family:var(--sans)}
details.section[open]>summary::before{content:'▾'}
details.section>summary>h2{font-size:1.15rem;line-height:1.3;margin:0}
details.section>summary>.lead{grid-column:2;max-width:46rem}
.unfolded{margin:0 0 1.6rem;padding-left:1rem}
figcaption{font-size:.88rem;line-height:1.5;color:var(--quiet);max-width:46rem}
figcaption h3{color:var(--ink)}
summary{cursor:pointer;font-size:.88rem;color:var(--link);padding:.3rem 0;width:fit-content}
details{margin-top:.4rem}
.table,.excerpt{position:relative}
.table{overflow-x:auto;max-width:100%}
.table,.excerpt{background-image:linear-gradient(90deg,var(--ground) 40%,var(--clear)),linear-gradient(-90deg,var(--ground) 40%,var(--clear)),linear-gradient(90deg,var(--shade),transparent),linear-gradient(-90deg,var(--shade),transparent);background-position:0 0,100% 0,0 0,100% 0;background-repeat:no-repeat;background-size:2.5rem 100%,2.5rem 100%,.8rem 100%,.8rem 100%;background-attachment:local,local,scroll,scroll}
.table{--ground:var(--background);--clear:color-mix(in srgb,var(--background),transparent)}
.excerpt{--ground:var(--surface);--clear:color-mix(in srgb,var(--surface),transparent)}
:root{--shade:color-mix(in srgb,var(--ink) 28%,transparent)}
table{border-collapse:collapse;font-size:.86rem;line-height:1.4;margin:.5rem 0 .25rem;font-variant-numeric:tabular-nums}
th,td{text-align:right;vertical-align:top;padding:.4rem .9rem .4rem 0;border-bottom:1px solid var(--rule)}
th:first-child,.words{text-align:left}
th button{all:unset;cursor:pointer;font:inherit}
th button:hover,th button:focus-visible{text-decoration:underline}
th[aria-sort=ascending] button::after{content:' ↑'}
th[aria-sort=descending] button::after{content:' ↓'}
thead th{font-weight:600;vertical-align:bottom;border-bottom-color:var(--axis)}
tbody th{font-weight:400;min-width:6rem}
td.words{min-width:8rem}
td small{display:block;color:var(--quiet);white-space:nowrap}
td.thin data{opacity:.75;font-style:italic}
dl.definitions{font-size:.92rem;margin:.4rem 0 0}
dl.definitions dt{font-weight:600;margin-top:.5rem}
dl.definitions dd{margin:0;color:var(--quiet)}
footer{padding-top:3rem;padding-bottom:3rem;font-size:.85rem;color:var(--quiet)}
.excerpt{margin:.6rem 0 0;padding:1rem 1.1rem;background-color:var(--surface);border-radius:4px;overflow:auto;max-height:38rem;line-height:1.65;tab-size:4;font-size:.8rem}
.excerpt mark{color:var(--broken);background:var(--broken-surface);font-weight:700;border-radius:2px}
.excerpt mark.wrong-type{text-decoration:underline double 1.5px;text-underline-offset:3px}
.excerpt mark.closed-by-force{text-decoration:underline wavy 1.5px;text-underline-offset:3px}
.excerpt mark.unclosed{box-shadow:0 0 0 1.5px var(--broken)}
.excerpt mark.stray{outline:1.5px dashed var(--broken);outline-offset:1px}
.excerpt mark.string{box-shadow:inset 0 2.5px var(--broken)}
.excerpt mark.control-flow{text-decoration:underline 1.5px;text-underline-offset:3px}
.excerpt mark.indentation{background:repeating-linear-gradient(135deg,var(--broken) 0 1.5px,var(--broken-surface) 1.5px 6px)}
.excerpt mark.flush{background:var(--broken-surface);box-shadow:inset 3px 0 var(--broken)}
.excerpt mark.censored{color:var(--quiet);background:none;text-decoration:underline dotted 2px;text-underline-offset:3px}
.excerpt .lit,.excerpt mark:focus-visible{background:var(--ink);color:var(--background);outline:2px solid var(--ink);outline-offset:1px}
${lines([1, 2, 3, 4], (n) => `.picture .below-${n}{background:var(--below${n})}`)}
${lines([1, 2], (n) => `.picture .above-${n}{background:var(--above${n})}`)}
.picture .above-3{background:var(--above3);box-shadow:inset 0 -1.5px var(--ink)}
.picture .above-4{background:var(--above4);box-shadow:inset 0 -1.5px var(--ink)}
.picture.scale{font:.8rem/1.5 var(--sans);color:var(--quiet);margin:.6rem 0 0}
.marks-legend{display:flex;flex-wrap:wrap;gap:.3rem 1.25rem;list-style:none;margin:.75rem 0 0;padding:0 0 0 2px;font-size:.85rem;color:var(--quiet);max-width:none}
.marks-legend .excerpt{display:inline;white-space:pre;font-size:.8rem;padding:0;background:none;font-family:var(--mono);margin-right:.35rem}
`;

const print = `
@media (max-width:40rem){
th,td{padding-right:.6rem}
table{font-size:.8rem}
td small{white-space:normal}
tbody th,td.words{min-width:4.5rem}
.excerpt{font-size:.74rem;padding:.8rem}
}
@media print{
html{font-size:9.5pt}
mark,.excerpt,.picture span{print-color-adjust:exact;-webkit-print-color-adjust:exact}
body{font-size:10pt}
nav,.skip,.back,summary{display:none}
details.section>summary{display:block}
details.section>summary::before{content:none}
details::details-content{content-visibility:visible;height:auto}
header,main,footer{max-width:none;padding:0}
main>section{padding-top:1.6rem}
figure,.notice,tr{break-inside:avoid}
h2,h3,figcaption{break-after:avoid}
.table,.excerpt{overflow:visible;max-height:none}
.excerpt{white-space:pre-wrap;overflow-wrap:anywhere}
table{font-size:8pt}
a{color:inherit}
}
`;

/** Fonts and colors, as custom properties: nothing to fetch. Dark only on screens. */
export const themeStyle = [
  `:root{color-scheme:light;--serif:Charter,"Bitstream Charter","Sitka Text",Cambria,Georgia,serif;--sans:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;--mono:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;${customProperties(lightPalette)}}`,
  `@media screen and (prefers-color-scheme:dark){:root{color-scheme:dark;${customProperties(darkPalette)}}}`,
].join('');

/** The whole style sheet. */
export const style = [themeStyle, base, hero, chartStyle, body, print].join('');
