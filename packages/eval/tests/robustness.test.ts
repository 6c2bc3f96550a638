import { analyzeDocument, createPythonParser, RandomStream } from '@longrange/code';
import { HOSTILE, isWhole } from '@longrange/code/testing';
import { describe, expect, it } from 'vitest';
import { measureControlFlow } from '../src/metrics/control-flow/control-flow.ts';
import { measureDelimiters } from '../src/metrics/delimiters/delimiters.ts';
import { measureIndentation } from '../src/metrics/indentation/indentation.ts';
import { measureSubject } from '../src/metrics/measure-subject.ts';
import { measureStrings } from '../src/metrics/strings/strings.ts';
import { type Subject, subjectSchema } from '../src/metrics/subject-schema.ts';
import { processorMs } from './testing/processor-time.ts';

const parser = await createPythonParser();

async function measure(text: string, cut = false): Promise<Subject> {
  const documents = [{ path: 'hard', text }];
  // Whatever is measured must have a place in a result.
  return subjectSchema.parse(await measureSubject({ id: 'text', label: 'hard', cut, documents }, { parser }));
}

function noise(length: number, alphabet: string): string {
  const random = new RandomStream(1);
  return Array.from({ length }, () => alphabet[random.nextInteger(alphabet.length)]).join('');
}

/** Nesting that overflows a stack of calls, and squares of which take seconds. */
const DEEP = isWhole ? 15_000 : 6000;
const nested = 'try:\n if a:\n  match b:\n   case [c, {"d": f"{e!r:{';
const long = `def f(): return "${'a'.repeat(2 ** 20)}"\n`;
const megabyte = noise(1024, ' ([abc').repeat(1100);
const stairs = (line: string) =>
  Array.from({ length: 500 }, (_, depth) => `${' '.repeat(depth)}${line}\n`).join('');
const held = (share: number, n: number) => ({ held: share, n });

const hardTexts: Record<string, [text: string, figures: Record<string, unknown>, cut?: boolean]> = {
  'open brackets': ['('.repeat(DEEP), { 'delimiters.events.unclosed': DEEP }],
  'cut brackets': ['([{'.repeat(DEEP / 3), { 'delimiters.events.censored': DEEP }, true],
  'nested brackets': [`x = ${'('.repeat(DEEP)}1${')'.repeat(DEEP)}\n`, { 'delimiters.events.matched': DEEP }],
  'a line of more than a megabyte': [
    `x = ("${megabyte}")\n`,
    { 'delimiters.openers': 1, 'parse.documents.n': 0, 'parse.longestCleanPrefix.maxCharacters': 0 },
  ],
  'a string as long, never closed': [
    `x = "${megabyte}\n`,
    { 'strings.singleLine': held(0, 1), 'strings.singleLineByDistance.0': { from: 2 ** 20, ...held(0, 1) } },
  ],
  'a line of statements': [`return ${'a; '.repeat(DEEP)}break\n`, { 'controlFlow.overall': held(0, 2) }],
  'unterminated everything, cut': [
    nested,
    { 'delimiters.events.censored': 4, 'strings.overall': held(1, 1), 'controlFlow.overall': held(0, 0) },
    true,
  ],
  'unterminated everything, whole': [
    nested,
    { 'delimiters.events.unclosed': 4, 'strings.overall': held(1, 2), 'controlFlow.overall': held(0, 1) },
  ],
  'a string around thousands of headers': [
    `a = """${'def f(\n'.repeat(DEEP)}`,
    { 'strings.multiLine': { openers: 1, censored: 0 }, 'strings.multiLine.overall': held(0, 1) },
  ],
  'thousands of defaults of type parameters': [
    `type a[${'b=c,'.repeat(DEEP / 3)}] = c\n`,
    { 'parse.documents': held(1, 1) },
  ],
  'clauses without a statement': ['else:\n'.repeat(DEEP), { 'controlFlow.overall': held(0, DEEP) }, true],
  'tries without a handler': ['try: a\n'.repeat(2000), { 'controlFlow.handlers': held(0, 1999) }, true],
  'tries ever deeper': [`${stairs('try:')}x`, { 'controlFlow.handlers': held(0, 500) }],
  'nested f-strings that never end': ['f"{'.repeat(DEEP), { 'delimiters.events.unclosed': DEEP }],
  'blocks ever deeper': [stairs('if x:'), { 'indentation.indents': held(499, 499) }, true],
  'characters that no program has': ['\ud800(\0]\udc00\u2028[\ufffe}\n\x7f', { 'delimiters.openers': 2 }],
  'such characters in strings': [
    'try:\0"\ud800"\nelse\0: """\udc00\0',
    { 'strings.singleLine': held(1, 1), 'strings.multiLine.overall': held(0, 1), 'controlFlow.overall.n': 2 },
  ],
  'an error for which tree-sitter shows no node: the missing end of a line': [
    'x = 1\nimport a(b)\n',
    { 'parse.documents': held(0, 1), 'parse.longestCleanPrefix.maxCharacters': 6 },
  ],
  'a statement too long to parse, among others': [
    `x = 1\n${long}y = 2\ndef g(): pass\n`,
    {
      'parse.documents.n': 0,
      'parse.definitions': held(1, 1),
      'parse.definitionsCensored': 1,
      'parse.longestCleanPrefix.maxCharacters': 6,
    },
  ],
  'the same before an error': [`x = 1\n${long}y = (\n`, { 'parse.documents': held(0, 1) }],
};

describe('hard text is measured all the same', () => {
  it.each(Object.entries(hardTexts))('%s', async (_, [text, figures, cut]) => {
    const subject = await measure(text, cut);
    for (const [path, figure] of Object.entries(figures))
      expect(subject).toHaveProperty(
        path,
        typeof figure === 'number' ? figure : expect.objectContaining(figure),
      );
  });

  it.each(['\n'.repeat(100_000), '\r\n'.repeat(10_000), ' \t\f'.repeat(10_000), '\ufeff'])(
    'white space only',
    async (text) => {
      for (const cut of [false, true]) {
        const { delimiters, strings, indentation, controlFlow } = await measure(text, cut);
        const shares = [delimiters.overall, strings?.singleLine, indentation!.overall, controlFlow?.overall];
        expect(shares.map((share) => share?.n)).toEqual([0, 0, 0, 0]);
      }
    },
  );

  it.each(['()[]{}', '()[]{}:"\'\\\n abc,.=#\tf', '"\'\n\\{}f ', ' \t\n:a'])(
    'noise of %j',
    async (alphabet) => {
      const { delimiters } = await measure(noise(10_000, alphabet));
      expect(delimiters.openers).toBe(delimiters.overall.n);
    },
  );

  it('nothing is an error that says so', async () => {
    await expect(measure('')).rejects.toMatchObject({ code: 'SUBJECT_EMPTY', exitCode: 2 });
  });
});

// reliability: hostile-text
it('measures sound text after 200 hostile texts as before them, in the memory of the first hundred, and names those given up', async () => {
  const sound = 'def f(a, b):\n    return [a, (b, f"{a}")]\n\n\nif f(1, 2):\n    print(f)\n';
  const kinds = Object.values(HOSTILE);
  const texts = [
    `/*${'* /'.repeat(3000)}`,
    ...Array.from({ length: 99 }, (_, index) => kinds[index % kinds.length]!(2000)),
  ];
  const documents = texts.map((text, index) => ({ path: `${index}.py`, text }));
  const measureHostile = () =>
    measureSubject({ id: 'text', label: 'hostile', cut: false, documents }, { parser });
  const before = await measure(sound);
  const { parse } = await measureHostile();
  expect(parse.givenUp).toMatchObject({ names: expect.arrayContaining(['0.py']) });
  const { rss } = process.memoryUsage();
  expect((await measureHostile()).parse).toEqual(parse);
  expect(process.memoryUsage().rss - rss).toBeLessThan(2 ** 28);
  expect(await measure(sound)).toEqual(before);
}, 120_000);

it('analyses in linear time: sixteen times the text in less than a hundred times the time, where squares would take 256', () => {
  const units = "([{|f\"{x:{|    if a:\n|'''|def f(\n|\f|\\|\\\n|else:\n|try: f\"{|case x: return; ";
  const texts = units.split('|').map((unit) => unit.repeat(isWhole ? 1000 : 500));
  const timeOf = (repeats: number) =>
    processorMs(() => {
      for (const text of texts) {
        const document = analyzeDocument({ path: 'hard', text: text.repeat(repeats) }, true, parser);
        for (const metric of [measureDelimiters, measureStrings, measureIndentation, measureControlFlow])
          metric(document);
      }
    });
  timeOf(1);
  expect(timeOf(16)).toBeLessThan(100 * Math.max(timeOf(1), 20));
});
