import { chartStyle } from './chart-style.ts';
import { customProperties, darkPalette, lightPalette } from './palette.ts';

const base = `
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;scroll-padding-top:1rem}
body{margin:0;background:var(--background);color:var(--ink);font:1.125rem/1.6 var(--serif);overflow-wrap:break-word}
header,main,footer{max-width:60rem;margin:0 auto;padding:0 1.25rem}
main>section{padding-top:3.5rem}
main>section.part{border-top:1px solid var(--rule);margin-top:3.5rem;padding-top:2.2rem}
main>section.part:first-child{border-top:0;margin-top:0}
.eyebrow{font:600 .78rem/1.3 var(--sans);color:var(--quiet);margin:0 0 .5rem}
.eyebrow a{font-weight:400}
p,ul.plain,details.more{max-width:40rem}
h1,h2,h3{font-family:var(--serif);line-height:1.15;text-wrap:balance;font-weight:600}
h1{font-size:clamp(1.8rem,4.6vw,2.6rem);letter-spacing:-.015em;margin:.35em 0 .5em}
h2{font-size:1.7rem;margin:0 0 .6em}
h3{font-family:var(--sans);font-size:1.02rem;margin:0 0 .25rem}
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
header{padding-top:2rem}
.kicker,nav,.notice,.score,figcaption,summary,table,.legend,footer,dl.definitions,.marks-legend{font-family:var(--sans)}
.kicker{display:flex;line-height:1.4;flex-wrap:wrap;gap:.2rem 1rem;justify-content:space-between;max-width:none;margin:0 0 1rem;font-size:.85rem;color:var(--quiet)}
.kicker b{color:var(--ink)}
.notice{max-width:none;margin:0;padding:.1rem 0 .1rem .85rem;border-left:3px solid var(--real);font-size:.9rem;line-height:1.5;color:var(--quiet)}
.notice b{display:block;color:var(--ink)}
.notice.warning{border-left-color:var(--warning)}
.notice.warning b{color:var(--warning)}
.answer{display:grid;gap:1.5rem 3rem;margin-top:1.6rem}
.answer h1{margin-top:0}
.answer p{margin:0}
.answer p+p{margin-top:.7em}
.scores{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,12rem),1fr));gap:1.75rem 2.25rem;margin:1.9rem 0 0;padding:1.4rem 0 0;border-top:1px solid var(--rule)}
.score{line-height:1.35;font-size:.84rem;color:var(--quiet)}
.score h2{font:600 .9rem/1.3 var(--sans);color:var(--ink);margin:0 0 .55rem}
.score .big{display:block;font-size:2.05rem;line-height:1.1;letter-spacing:-.02em;font-weight:600;font-variant-numeric:tabular-nums}
.score .strip{display:block;width:100%;height:auto;margin:.5rem 0 .35rem}
.score dl{margin:0}
.score dl>div{display:grid;grid-template-columns:1fr auto;gap:0 .75rem;padding:.22rem 0}
.score dl>div.first{display:block;padding:0}
.score dt{display:flex;gap:.4rem;align-items:center}
.score dd{margin:0;text-align:right;font-variant-numeric:tabular-nums;color:var(--ink);font-weight:600}
.score .first dd{text-align:left;font-weight:400}
.score .strip text{font-size:10px;fill:var(--quiet)}
.score dl>div.first{margin-bottom:.6rem}
.score dl>div.first .range{font-size:.84rem}
.score .range{display:block;font-size:.8rem;font-weight:400;color:var(--quiet);grid-column:1/-1;white-space:nowrap}
.note,.scores-note{font:.8rem/1.5 var(--sans);color:var(--quiet);max-width:none;margin:1rem 0 0}
nav{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,9.4rem),1fr));gap:1.1rem 1.5rem;margin-top:2.4rem;padding:1rem 0;border:solid var(--rule);border-width:1px 0;font-size:.88rem;line-height:1.4}
nav b{color:var(--quiet);font-weight:600;font-size:.8rem}
nav ul{list-style:none;margin:.3rem 0 0;padding:0}
nav li{padding:.14rem 0}
nav a{text-decoration:none}
nav a:hover{text-decoration:underline}
.scores.many{grid-template-columns:repeat(auto-fit,minmax(min(100%,15.5rem),1fr))}
@media (max-width:40rem){.scores,.scores.many{grid-template-columns:repeat(auto-fit,minmax(9.4rem,1fr));gap:1.5rem 1.25rem}.score .range{white-space:normal}.score .strip text{font-size:15px}nav li{padding:.28rem 0}}
@media (min-width:56rem){.answer{grid-template-columns:minmax(0,7fr) minmax(0,4fr);align-items:start}}
`;

const body = `
figure{margin:2.2rem 0 0}
figcaption{font-size:.88rem;line-height:1.5;color:var(--quiet);max-width:46rem}
figcaption h3{color:var(--ink)}
summary{cursor:pointer;font-size:.88rem;color:var(--link);padding:.3rem 0;width:fit-content}
details{margin-top:.4rem}
.table,.excerpt{position:relative}
.table{overflow-x:auto;max-width:100%}
table{border-collapse:collapse;font-size:.86rem;line-height:1.4;margin:.5rem 0 .25rem;font-variant-numeric:tabular-nums}
th,td{text-align:right;vertical-align:top;padding:.4rem .9rem .4rem 0;border-bottom:1px solid var(--rule)}
th:first-child,.words{text-align:left}
thead th{font-weight:600;vertical-align:bottom;border-bottom-color:var(--axis)}
tbody th{font-weight:400;min-width:6rem}
td.words{min-width:8rem}
td small{display:block;color:var(--quiet);white-space:nowrap}
td.thin data{opacity:.75;font-style:italic}
dl.definitions{font-size:.92rem;margin:.4rem 0 0}
dl.definitions dt{font-weight:600;margin-top:.5rem}
dl.definitions dd{margin:0;color:var(--quiet)}
ul.plain{padding-left:1.1rem;font-size:.92rem}
footer{padding-top:3rem;padding-bottom:3rem;font-size:.85rem;color:var(--quiet)}
.excerpt{margin:.6rem 0 0;padding:1rem 1.1rem;background:var(--surface);border-radius:4px;overflow:auto;max-height:38rem;line-height:1.65;tab-size:4;font-size:.8rem}
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
.picture .below-1{background:var(--below1)}
.picture .below-2{background:var(--below2)}
.picture .below-3{background:var(--below3)}
.picture .below-4{background:var(--below4)}
.picture .above-1{background:var(--above1)}
.picture .above-2{background:var(--above2)}
.picture .above-3{background:var(--above3);box-shadow:inset 0 -1.5px var(--ink)}
.picture .above-4{background:var(--above4);box-shadow:inset 0 -1.5px var(--ink)}
.picture.scale{font:.8rem/1.5 var(--sans);color:var(--quiet);margin:.6rem 0 0}
.marks-legend{display:flex;flex-wrap:wrap;gap:.3rem 1.25rem;list-style:none;margin:.75rem 0 0;padding:0 0 0 2px;font-size:.85rem;color:var(--quiet);max-width:none}
.marks-legend .excerpt{display:inline;white-space:pre;font-size:.8rem;padding:0;background:none;font-family:var(--mono);margin-right:.35rem}
`;

const print = `
@media print{
html{font-size:9.5pt}
mark,.excerpt,.picture span{print-color-adjust:exact;-webkit-print-color-adjust:exact}
body{font-size:10pt}
nav,.skip,.eyebrow a,summary{display:none}
details::details-content{content-visibility:visible;height:auto}
header,main,footer{max-width:none;padding:0}
main>section{padding-top:1.6rem}
figure,.score,.notice,tr{break-inside:avoid}
h2,h3,figcaption{break-after:avoid}
.table,.excerpt{overflow:visible;max-height:none}
.excerpt{white-space:pre-wrap;overflow-wrap:anywhere}
table{font-size:8pt}
a{color:inherit}
.sources a::after{content:" (" attr(href) ")"}
}
`;

/** The whole style sheet: no fonts, no images, nothing to fetch. Dark only on screens. */
export const style = [
  `:root{color-scheme:light;--serif:Charter,"Bitstream Charter","Sitka Text",Cambria,Georgia,serif;--sans:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;--mono:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;${customProperties(lightPalette)}}`,
  `@media screen and (prefers-color-scheme:dark){:root{color-scheme:dark;${customProperties(darkPalette)}}}`,
  base,
  hero,
  chartStyle,
  body,
  print,
].join('');
