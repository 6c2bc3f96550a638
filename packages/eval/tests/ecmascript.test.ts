import {
  analyzeDocument,
  createParser,
  javascript,
  type Language,
  type Observation,
  RandomStream,
  typescript,
} from '@longrange/code';
import { expect, it } from 'vitest';
import { measureControlFlow } from '../src/metrics/control-flow/control-flow.ts';
import { measureDelimiters } from '../src/metrics/delimiters/delimiters.ts';
import { measureParse } from '../src/metrics/parse/parse.ts';
import { measureStrings } from '../src/metrics/strings/strings.ts';
import { processorMs } from './testing/processor-time.ts';

const parser = await createParser(typescript);
const analyze = (text: string, cut = false) => analyzeDocument({ path: 'slip.ts', text }, cut, parser);
const broken = <T extends Observation>(observations: readonly T[]): T[] =>
  observations.filter(({ outcome }) => outcome === 'broken');
const isLegal = (text: string) => broken(measureControlFlow(analyze(text))).length === 0;

const program = `import { list } from 'fs';

export class Walker<T extends object> {
  #seen = new Map<string, T[]>();

  constructor(private readonly top: string) {}

  walk(path = this.top): T[] {
    if (this.#seen.has(path)) {
      return this.#seen.get(path)!;
    } else if (path === '') return [];
    const found = list(\`\${path}/\${[...'*'].join()}\`).map((name) => {
      return { name, depth: path.split(/[/]/).length } as T;
    });
    for (const one of found) {
      switch (typeof one) {
        case 'object': {
          if (one === null) continue;
          break;
        }
        default:
          break;
      }
    }
    try {
      this.#seen.set(path, found);
    } catch (error) {
      console.log({ error });
    }
    return found;
  }
}

export function main(): void {
  console.log(new Walker('.').walk());
}
`;

it('breaks one bracket, and no clause or jump, where a closer is missing', () => {
  const { delimiters } = analyze(program).lexical;
  expect(delimiters.every(({ event }) => event === 'matched')).toBe(true);
  const counts = delimiters
    .filter(({ barrier }) => !barrier)
    .map(({ end }) => analyze(program.slice(0, end) + program.slice(end + 1)))
    .map((document) => [
      broken(measureDelimiters(document)).length,
      broken(measureControlFlow(document)).length,
    ]);
  // `T[ {`: the method's body reads as a type.
  expect(counts.filter(([brackets, clauses]) => brackets !== 1 || clauses !== 0)).toEqual([[3, 3]]);
});

it('breaks one string where a quote is missing, and no bracket outside the line', () => {
  const { strings } = analyze(program).lexical;
  const [template] = strings.filter(({ multiLine }) => multiLine);
  for (const { start, end, multiLine } of strings) {
    // A string in a template takes the end of that with it.
    if (multiLine || (start > template!.start && end < template!.end)) continue;
    const document = analyze(program.slice(0, end - 1) + program.slice(end));
    expect(broken(measureStrings(document))).toHaveLength(1);
    expect(broken(measureDelimiters(document)).length).toBeLessThan(3);
  }
});

it.each([
  ['else {}', 1],
  ['else if (a) {}', 1],
  ['case 1:', 1],
  ['default:', 1],
  ['catch {}', 1],
  ['finally {}', 1],
  ['try {}', 1],
  ['do {}', 1],
  ['break;', 1],
  ['continue;', 1],
  ['return;', 0],
  ['while (a);', 0],
])('breaks one clause or jump where %s is planted', (planted, expected) => {
  const text = program.replace('    for', `    ${planted}\n    for`);
  expect(broken(measureControlFlow(analyze(text)))).toHaveLength(expected);
  expect(broken(measureDelimiters(analyze(text)))).toEqual([]);
});

it('breaks one definition and the document where a method does not parse', () => {
  const { observations } = measureParse(analyze(program.replace("=== ''", '=== = 1')));
  expect(broken(observations).map(({ kind, depth }) => [kind, depth])).toEqual([
    ['document', 0],
    ['definition', 1],
  ]);
  // Walker, its constructor, walk, an arrow function, main; the document.
  expect(broken(measureParse(analyze(program)).observations)).toEqual([]);
  expect(observations).toHaveLength(6);
});

it.each([
  ['a return outside functions', 'return 1', false],
  ['a return in a class', 'class A { static { return } }', false],
  ['a break in a function in a loop', 'for (;;) f(() => { break })', false],
  ['a jump to a label', 'a: { break a }', true],
  [
    'a break in a switch, and a continue around it',
    'for (;;) switch (a) { case f(() => { return }): if (b) break; continue }',
    true,
  ],
  ['a continue in a switch', 'switch (a) { case 1: continue }', false],
  [
    'a jump in a loop whose condition has a function',
    'while (a.some(() => { return b })) { continue }',
    true,
  ],
  [
    'clauses without braces',
    'if (a) for (;;) break\nelse if (b) do c(); while (d)\nelse try {} finally {}',
    true,
  ],
  ['an else after an else', 'if (a) {} else {} else {}', false],
  ['a case in a block in its switch', 'switch (a) {\ncase 1: {\ncase 2: }', true],
])('judges %s', (_, text, expected) => {
  expect(isLegal(text)).toBe(expected);
});

const units =
  `( ) [ ] { } \` \${ \`\${ \`\${\` " ' / /* */ // < > <a> </a> <a <a·b=" <a·b={ {<a> <T,>( <T>( => ()=>{ (a)=>{ function(){
  function·f( class·A{ class{ class·A{m(){ x={a(){ ({a: [a, if(a) if(a){ if(a)b;else· if(a){}else· for(;;) for( while(a) do· do{ do·;while(a)
  try{ try{}catch{ try{}finally{ switch(a){case·b: case·a: default: a: a? a?b: a?(b): : ? ?. . ... ; , = @ @a· @a()· #a # \\ \\u{61} \\u{ ¶ \r
  \u2028 · \0 \ufeff \ud800 \udc00 😀 é 0 0x 1e 1. .5 a· a¶ return¶ break· export· export·default· import· type·A= type·A=< let·x: let·x:{
  x·as· x·as·{ a< a<b> f<{ =>=> a·extends·b? interface·A{ enum·A{ namespace·A{ declare· async· yield· new· ++ ! /a/ /[/ /[ a/b )/ }/ ){
  (¶if·( {a:(¶const·x [¶return· f(a¶b f(a; \`\${(; \`\${¶if·( {<a>} <a>{ <a>{\`\${ <> </> #! else· catch· static{ get·a(){ a! a¶! let· const·{
  switch(a){ ¶export·x {¶export·{ class·A{¶const·x {¶case·a f(a){`
    .split(/\n? +/)
    .map((unit) => unit.replaceAll('·', ' ').replaceAll('¶', '\n'));

it.each([javascript, typescript])('reads $name of any kind in linear time', (language: Language) => {
  expect(units.length).toBeGreaterThan(100);
  const timeOf = (repeats: number) =>
    processorMs(() => {
      for (const unit of units) {
        for (const end of ['', ')]}`"\n'.repeat(20 * repeats)]) {
          const text = unit.repeat(30 * repeats) + end;
          const { delimiters, lines, blocks } = language.analyze(text, { cut: false });
          const isInside = lines.every((line) => line.indentStart <= line.first && line.end <= text.length);
          expect([unit, isInside, blocks!.depths.length]).toEqual([unit, true, lines.length]);
          expect(delimiters.every((one) => one.opener <= one.end)).toBe(true);
        }
      }
    });
  timeOf(1);
  expect(timeOf(32)).toBeLessThan(200 * Math.max(timeOf(2) / 2, 20));
});

it.each([javascript, typescript])('reads any mixture as $name', (language: Language) => {
  const random = new RandomStream(1);
  for (let n = 0; n < 300; n++) {
    const text = Array.from({ length: 40 }, () => units[random.nextInteger(units.length)]).join(' ');
    const { delimiters, lines, strings } = language.analyze(text, { cut: false });
    expect(delimiters.every(({ opener, end }) => opener <= end && end <= text.length)).toBe(true);
    expect(
      lines.every(({ first, end }, index) => first <= end && first >= (lines[index - 1]?.first ?? 0)),
    ).toBe(true);
    expect(strings.every(({ start, end }) => start < end && end <= text.length)).toBe(true);
  }
});

it('gives up on a text whose tree would take all memory, and reads the next', () => {
  const hasError = (text: string) => analyze(text).statements.some(({ tree }) => tree.hasError);
  expect(
    ['a<b,'.repeat(20_000), 'a<b,'.repeat(1000), 'a<b>(),\n'.repeat(20_000), program].map(hasError),
  ).toEqual([...[true, true, true, false]]);
});

it('never changes what was decided before a place where the text is cut', () => {
  for (let cut = 1; cut < program.length; cut += 3) {
    const text = program.slice(0, cut);
    const whole = measureDelimiters(analyze(program)).filter(({ end }) => end < cut);
    const decided = measureDelimiters(analyze(text, true)).filter(({ outcome }) => outcome !== 'censored');
    expect(decided).toEqual(whole);
    expect(broken(measureControlFlow(analyze(text, true)))).toEqual([]);
    expect(broken(measureStrings(analyze(text, true)))).toEqual([]);
  }
});
