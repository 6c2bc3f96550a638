import { chartStyle, themeStyle } from '@longrange/report/internal';

/** Fonts and sizes, and what all parts share. */
const base = `
:root{--small:0.8rem;--normal:0.9375rem;--large:clamp(1.35rem, 0.9rem + 1.25vw, 2.2rem);--kept:#2c7a39;--lost:#b3261e;--radius:6px}
@media screen and (prefers-color-scheme: dark){
:root{--kept:#74c47f;--lost:#ff8a80}
}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--background);color:var(--ink);font:var(--normal) / 1.5 var(--sans);overflow-wrap:break-word}
header,main,.tour{max-width:112rem;margin:0 auto;padding:0 clamp(1rem, 2.5vw, 2.5rem)}
h1,h2{font-family:var(--serif);font-weight:600;line-height:1.15;text-wrap:balance}
h2{font-size:1.2rem;margin:1.5rem 0 0.4rem}
a{color:var(--link)}
code{font-family:var(--mono)}
:focus-visible{outline:2px solid var(--link);outline-offset:2px;border-radius:3px}
.quiet,.hint,.keys,figcaption,.choice legend,.select span{color:var(--quiet)}
.hint{max-width:40rem}
`;

/** Name and tools of the page. */
const header = `
header{display:flex;flex-wrap:wrap;gap:0.4rem 1.5rem;align-items:center;justify-content:space-between;padding-top:0.8rem;padding-bottom:0.2rem}
.brand{margin:0;color:var(--quiet)}
.brand b{color:var(--ink);margin-right:0.5rem}
.tools{display:flex;flex-wrap:wrap;gap:0.5rem;align-items:center}
.problem{position:fixed;inset:0.5rem 1rem auto;z-index:5;margin:0;border-left:3px solid var(--lost);background:var(--surface);box-shadow:0 6px 24px rgb(0 0 0 / 0.2);padding:0.5rem 0.75rem;display:flex;gap:1rem;justify-content:space-between}
`;

/** Controls: the browser's own behavior, with one look. */
const controls = `
button,select,input,textarea{font:inherit;color:inherit}
.button,.buttons button,.menu button{display:inline-flex;align-items:center;min-height:2.25rem;padding:0.2rem 0.8rem;border:1px solid var(--rule);border-radius:var(--radius);background:var(--background);cursor:pointer}
.button:hover,.buttons button:hover:not(:disabled),.menu button:hover{border-color:var(--axis);background:var(--surface)}
.button.primary,.buttons button.primary{background:var(--ink);border-color:var(--ink);color:var(--background)}
button:disabled{opacity:0.5;cursor:default}
.plain{border:0;background:none;color:var(--link);text-decoration:underline;text-underline-offset:0.15em;cursor:pointer;padding:0.2rem 0.3rem}
.file{position:relative}
.file input{position:absolute;inset:0;opacity:0;cursor:pointer}
.file:focus-within{outline:2px solid var(--link);outline-offset:2px}
.select{display:inline-flex;gap:0.4rem;align-items:center}
select{appearance:none;min-height:2.25rem;padding:0.2rem 1.8rem 0.2rem 0.7rem;border:1px solid var(--rule);border-radius:var(--radius);background:linear-gradient(45deg, transparent 50%, currentColor 50%) calc(100% - 15px) 52% / 5px 5px no-repeat, linear-gradient(-45deg, transparent 50%, currentColor 50%) calc(100% - 10px) 52% / 5px 5px no-repeat, var(--background);cursor:pointer}
select option{background:var(--background);color:var(--ink)}
select:hover{border-color:var(--axis)}
fieldset{border:0;padding:0;margin:0.5rem 0;min-width:0;display:flex;flex-wrap:wrap;gap:0.5rem 1rem;align-items:center}
.choice{gap:0}
.choice legend{float:left;margin-right:0.6rem;padding:0}
.choice label{position:relative;cursor:pointer}
.choice input{position:absolute;opacity:0;inset:0;margin:0;cursor:pointer}
.choice label span{display:flex;align-items:center;min-height:2.25rem;padding:0.2rem 0.75rem;border:1px solid var(--rule);margin-left:-1px}
.choice legend + label span{border-radius:var(--radius) 0 0 var(--radius)}
.choice label:last-child span{border-radius:0 var(--radius) var(--radius) 0}
.choice input:checked + span{background:var(--ink);border-color:var(--ink);color:var(--background)}
.choice input:focus-visible + span{outline:2px solid var(--link);outline-offset:2px}
.switch{display:inline-flex;gap:0.6rem;align-items:center;min-height:2.25rem;cursor:pointer}
.switch input{appearance:none;flex:none;width:2.4rem;height:1.35rem;margin:0;border-radius:1rem;background:var(--axis);cursor:pointer}
.switch input::before{content:"";display:block;width:1.05rem;height:1.05rem;margin:0.15rem;border-radius:50%;background:var(--background)}
.switch input:checked{background:var(--link)}
.switch input:checked::before{margin-left:1.2rem}
input[type="range"]{appearance:none;height:1.5rem;background:none;min-width:6rem;cursor:pointer}
input[type="range"]::-webkit-slider-runnable-track{height:4px;border-radius:2px;background:var(--rule)}
input[type="range"]::-webkit-slider-thumb{appearance:none;width:1rem;height:1rem;margin-top:-6px;border-radius:50%;background:var(--ink)}
input[type="range"]::-moz-range-track{height:4px;border-radius:2px;background:var(--rule)}
input[type="range"]::-moz-range-thumb{border:0;background:var(--ink)}
input[type="text"],input[type="number"],textarea{min-height:2.25rem;padding:0.2rem 0.6rem;border:1px solid var(--rule);border-radius:var(--radius);background:var(--background)}
input[type="text"],textarea{font-family:var(--mono);font-size:0.875rem}
input[type="text"]{flex:1;min-width:8rem}
input[type="number"]{width:6rem}
.menu{position:relative}
.menu summary{list-style:none}
.menu summary::-webkit-details-marker{display:none}
.menu > div{position:absolute;right:0;z-index:4;display:grid;gap:0.4rem;width:17rem;margin-top:0.3rem;padding:0.6rem;border:1px solid var(--rule);border-radius:var(--radius);background:var(--background);box-shadow:0 6px 24px rgb(0 0 0 / 0.16)}
.menu p{margin:0;font-size:var(--small);color:var(--quiet)}
[role="tablist"]{display:flex;gap:0.25rem;border-bottom:1px solid var(--rule);margin-bottom:1rem}
[role="tab"]{white-space:nowrap;color:var(--quiet);background:none;border:0;padding:0.5rem clamp(0.3rem, 1.5vw, 0.7rem);cursor:pointer}
[role="tab"][aria-selected="true"]{color:var(--ink);font-weight:600;box-shadow:inset 0 -2px var(--model)}
`;

/** The sentence and its strips. */
const answer = `
main{display:grid;grid-template-columns:minmax(0, 1fr);gap:0 clamp(1.5rem, 3vw, 3rem)}
.answer h1{margin:0.5rem 0 1rem;min-height:2.3em;font-size:var(--large);letter-spacing:-0.015em}
.strip{display:grid;grid-template-columns:9.5rem minmax(0, 1fr) 5rem;gap:0.9rem;align-items:center;margin:0.35rem 0}
.strip select{width:9.5rem;color:currentColor;font-weight:600}
.strip output{font:600 1.5rem / 1 var(--serif);font-variant-numeric:lining-nums;color:currentColor}
.track{display:block;width:100%;height:2.25rem;border-radius:3px;background:var(--surface)}
.track rect{fill:currentColor}
.track.waiting{opacity:0.6}
.axis.strip{color:var(--quiet);font-size:var(--small);align-items:start;margin-top:-0.2rem}
.ticks{position:relative;height:1.2rem}
.ticks i{position:absolute;transform:translateX(-50%);font-style:normal;font-variant-numeric:tabular-nums}
.typical{min-height:1.5rem;color:var(--quiet);font-size:0.875rem}
.typical summary{cursor:pointer;color:var(--link);width:fit-content}
.typical p{margin:0.3rem 0 0;max-width:68rem}
`;

/** The text, its ribbons and how it is read. */
const text = `
.text{min-width:0;margin-top:0.8rem}
.player{display:flex;flex-wrap:wrap;gap:0.5rem 0.7rem;align-items:center}
.player > input[type="range"]{flex:1 1 8rem}
.player fieldset{margin:0}
.strip .select span,.player .select span,.player legend{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.round{width:2.75rem;height:2.75rem;border:0;border-radius:50%;background:var(--ink);color:var(--background);cursor:pointer;font-size:0.9rem;line-height:1}
.round.small{width:2.25rem;height:2.25rem;background:none;border:1px solid var(--rule);color:var(--ink);font-size:1.1rem}
.keys,.open{display:flex;flex-wrap:wrap;gap:0.1rem 1.2rem;align-items:end;min-height:3.4rem;margin:0.3rem 0;font-size:var(--small)}
.keys{align-items:center}
.open{gap:0.9rem;height:3.4rem;flex-wrap:nowrap;overflow:hidden}
.swatches{margin-right:0.5rem}
.swatch{display:inline-block;width:1rem;height:0.5rem;vertical-align:0.05rem}
.column{text-align:center;line-height:1.1}
.bars{display:flex;gap:2px;align-items:end;height:2.2rem}
.bars i{width:0.7rem;min-height:1px;transition:height 80ms linear}
.editor{border:1px solid var(--rule);border-radius:var(--radius);overflow:hidden}
.cm-editor{height:clamp(18rem, calc(100dvh - 31.5rem), 70rem);font-size:0.875rem;background:var(--background);color:var(--ink)}
.cm-editor .cm-scroller{font-family:var(--mono);line-height:2.15}
.cm-editor .cm-gutters{background:var(--background);color:var(--quiet);border:0}
.text .editor .cm-editor .cm-selectionLayer .cm-selectionBackground{background:color-mix(in srgb, var(--link) 30%, transparent)}
.cm-editor .cm-cursor{border-left-color:var(--ink)}
.ribbon{padding-bottom:13px;background:linear-gradient(var(--ribbon0, #0000) 0 0) 0 calc(100% - 8px) / 100% 4px no-repeat, linear-gradient(var(--ribbon1, #0000) 0 0) 0 calc(100% - 4px) / 100% 4px no-repeat, linear-gradient(var(--ribbon2, #0000) 0 0) 0 100% / 100% 4px no-repeat}
.forgotten{position:relative;box-shadow:2px 0 var(--series)}
.forgotten::after{content:attr(data-forgotten);position:absolute;left:calc(100% + 6px);top:calc(100% + 1px + 4px * var(--row));padding:0 3px;background:var(--background);color:var(--series);font:600 0.66rem / 1 var(--sans);white-space:nowrap;z-index:1}
.unread{opacity:0.35}
.head{box-shadow:inset -2px 0 var(--ink)}
.unknown{text-decoration:underline dotted var(--quiet)}
.end{border-radius:2px;background:var(--ink);color:var(--background);font-weight:700}
.summary p{margin:0.35rem 0;font-variant-numeric:tabular-nums;font-size:0.875rem}
.summary b{margin-right:0.4em}
p[class^="series"],li[class^="series"]{color:var(--ink)}
.summary p[class^="series"] b,figure[class^="series"] figcaption{color:var(--series)}
.series-model{--series:var(--model)}
.series-real{--series:var(--real)}
.series-text{--series:var(--text)}
.series-ngram{--series:var(--ngram)}
.verdicts,.legend{list-style:none;margin:0;padding:0}
.verdicts li,.side .legend li{border-left:3px solid var(--series);padding-left:0.6rem}
.verdicts li{margin:0.35rem 0}
.verdict{margin:0 0 0.4rem;font:600 1.05rem / 1.4 var(--serif)}
`;

/** Views beside the text. */
const panels = `
.side{min-width:0;margin:0.8rem 0 2rem}
.side section > label{display:flex;flex-wrap:wrap;gap:0.5rem;align-items:center;margin:0.4rem 0}
.buttons{display:flex;flex-wrap:wrap;gap:0.5rem;align-items:center}
.written{background:var(--surface);margin:0.3rem 0 0;padding:0.75rem;border-radius:var(--radius);white-space:pre-wrap;overflow-wrap:anywhere;font:0.8125rem / 1.5 var(--mono);color:var(--ink)}
.written .kept{color:var(--kept);font-weight:700;white-space:pre-wrap}
.written .lost{color:var(--lost);font-weight:700;text-decoration:underline wavy}
figure{margin:1rem 0}
figcaption{font-size:0.875rem}
.plot{position:relative}
.plot svg.chart{display:block;max-width:none;margin:0;pointer-events:none}
.plot .background > .line{stroke-width:1.25;opacity:0.9}
.plot .cursor{position:absolute;top:calc(100% * 32 / 240);bottom:calc(100% * 46 / 240);border-left:1px solid var(--quiet)}
.under{display:flex;flex-wrap:wrap;justify-content:space-between;align-items:center;gap:0.25rem 1rem;font-size:var(--small)}
.side .legend{display:flex;flex-wrap:wrap;gap:0.25rem 1rem}
.keep{margin:0;display:flex;gap:0.25rem;align-items:center;color:var(--quiet)}
.keep button{border:0;background:none;color:var(--link);text-decoration:underline;cursor:pointer;padding:0.2rem 0.3rem}
.values{display:flex;gap:0.75rem;align-items:center;font-size:var(--small)}
.values input{width:8rem}
.values output{flex:1;min-height:1.5em;font-variant-numeric:tabular-nums}
.unit svg{display:block;width:100%;height:2.5rem}
.unit rect{fill:currentColor}
.unit figcaption,.unit .under{color:var(--ink)}
.likely{display:flex;flex-wrap:wrap;gap:1.5rem}
.likely > div{flex:1 1 14rem;min-width:0;color:var(--ink)}
.likely ol{list-style:none;margin:0;padding:0;display:grid;gap:0.15rem;font-size:var(--small)}
.likely li{display:grid;grid-template-columns:6.5rem 1fr 4rem;white-space:nowrap;align-items:center;gap:0.5rem}
.likely .bar{height:0.6rem;background:var(--series);border-radius:2px;min-width:1px}
.likely .came code{font-weight:700;text-decoration:underline}
.train textarea,.train progress{width:100%}
progress{appearance:none;height:6px;border:0;border-radius:3px;background:var(--surface);overflow:hidden}
progress::-webkit-progress-bar{background:var(--surface)}
progress::-webkit-progress-value{background:var(--model)}
progress::-moz-progress-bar{background:var(--model)}
`;

/** The tour, the answer over the text, the frame, and narrow, wide and printed pages. */
const layers = `
.tour{position:fixed;inset:auto 0 0;z-index:4;display:flex;flex-wrap:wrap;gap:0.4rem 0.8rem;align-items:center;max-width:none;padding-top:0.8rem;padding-bottom:0.8rem;background:var(--ink);color:var(--background)}
.tour p{flex:1 1 20rem;margin:0;font:600 1.05rem / 1.4 var(--serif)}
.tour b{opacity:0.7;margin-right:0.4rem}
.tour .button{background:none;border-color:currentColor}
.tour .button.primary{background:var(--background);color:var(--ink)}
.tour .plain{color:inherit}
.sheet{display:none}
.embed{padding-top:0.3rem;padding-bottom:0.5rem}
.embed h1{min-height:0;font-size:clamp(1.15rem, 0.8rem + 2vw, 1.7rem)}
.embed .typical{display:none}
.embed p{margin:0.5rem 0 0;font-size:var(--small)}
@media (min-width: 64rem){
main:not(.embed){grid-template-columns:minmax(0, 1fr) minmax(22rem, 30rem)}
.answer{grid-column:1 / -1}
}
@media (max-width: 64rem){
.menu > div{position:fixed;left:1rem;right:auto}
}
@media (max-width: 40rem){
.brand span{display:none}
header{flex-wrap:nowrap}
.tools .select,.tools .file{display:none}
.answer h1{margin-top:0.3rem}
main:not(.embed) h1{min-height:4.6em}
.strip{grid-template-columns:minmax(0, 1fr) auto;gap:0.2rem 0.6rem}
.strip .track{grid-row:2;grid-column:1 / -1}
.axis.strip{display:block}
.axis.strip > span{display:none}
.keys,.open{min-height:3.4rem}
.round.small{display:none}
.cm-editor{height:22rem;font-size:0.8125rem}
.plot svg.chart text{font-size:16px}
.sheet{display:block;position:fixed;inset:auto 0 0;z-index:3;padding:0.3rem 1rem 1rem;background:var(--background);border-top:1px solid var(--rule);box-shadow:0 -6px 24px rgb(0 0 0 / 0.2);animation:rise 180ms ease-out}
.sheet h1{min-height:0;font-size:1.2rem}
.sheet > .plain{float:right}
.sheet .typical{display:none}
}
@keyframes rise{
from{transform:translateY(100%)}
}
@media (prefers-reduced-motion: reduce){
.sheet,.bars i{animation:none;transition:none}
}
@media print{
.tools,.player,.tour,.plain,.keep,.buttons,.sheet,[role="tablist"]{display:none}
.cm-editor{height:auto}
main{display:block}
figure{break-inside:avoid}
*{print-color-adjust:exact}
}
`;

/** The whole style sheet: colors, fonts and charts are the report's. */
export const style = [themeStyle, chartStyle, base, header, controls, answer, text, panels, layers].join('');
