import { analyseDocument, createPythonParser, RandomStream } from '@longrange/code';
import { describe, expect, it } from 'vitest';
import { measureControlFlow } from '../src/metrics/control-flow/control-flow.ts';
import { measureDelimiters } from '../src/metrics/delimiters/delimiters.ts';
import { measureIndentation } from '../src/metrics/indentation/indentation.ts';
import { measureSubject } from '../src/metrics/measure-subject.ts';
import { measureStrings } from '../src/metrics/strings/strings.ts';
import { type Subject, subjectSchema } from '../src/metrics/subject-schema.ts';

const parser = await createPythonParser();

async function measure(text: string, cut = false): Promise<Subject> {
  const documents = [{ name: 'hard', text }];
  // Whatever is measured must have a place in a result.
  return subjectSchema.parse(await measureSubject({ id: 'text', label: 'hard', cut, documents }, { parser }));
}

function noise(length: number, alphabet: string): string {
  const random = new RandomStream(1);
  return Array.from({ length }, () => alphabet[random.nextInteger(alphabet.length)]).join('');
}

const nested = 'try:\n if a:\n  match b:\n   case [c, {"d": f"{e!r:{';
const long = `def f(): return "${'a'.repeat(2 ** 20)}"\n`;
const megabyte = noise(1024, ' ([abc').repeat(1100);
const stairs = (line: string) =>
  Array.from({ length: 1000 }, (_, depth) => `${' '.repeat(depth)}${line}\n`).join('');
const held = (share: number, n: number) => ({ held: share, n });

describe('hard text is measured all the same', () => {
  it.each<[string, string, boolean, object]>([
    ['40,000 open brackets', '('.repeat(40_000), false, { delimiters: { fates: { unclosed: 40_000 } } }],
    ['cut brackets', '([{'.repeat(13_333), true, { delimiters: { fates: { censored: 39_999 } } }],
    [
      '40,000 nested brackets, closed',
      `x = ${'('.repeat(40_000)}1${')'.repeat(40_000)}\n`,
      false,
      { delimiters: { fates: { matched: 40_000 } } },
    ],
    [
      'a line of more than a megabyte',
      `x = ("${megabyte}")\n`,
      false,
      {
        delimiters: { openers: 1 },
        parse: { documents: { n: 0 }, longestCleanPrefix: { maxCharacters: 0 } },
      },
    ],
    [
      'a string as long, never closed',
      `x = "${megabyte}\n`,
      false,
      { strings: { singleLine: held(0, 1), singleLineByDistance: [{ from: 2 ** 20, held: 0, n: 1 }] } },
    ],
    [
      'a line of statements as long',
      `return ${'a; '.repeat(40_000)}break\n`,
      false,
      { controlFlow: { overall: held(0, 2) } },
    ],
    [
      'unterminated everything, cut',
      nested,
      true,
      {
        delimiters: { fates: { censored: 4 } },
        strings: { singleLine: held(1, 1), fields: held(0, 0) },
        controlFlow: { overall: held(0, 0) },
      },
    ],
    [
      'unterminated everything, whole',
      nested,
      false,
      {
        delimiters: { fates: { unclosed: 4 } },
        strings: { singleLine: held(1, 2), fields: held(0, 2) },
        controlFlow: { overall: held(0, 1) },
      },
    ],
    [
      'a string around 10,000 headers',
      `a = """${'def f(\n'.repeat(10_000)}`,
      false,
      { strings: { multiLine: { openers: 1, censored: 0, overall: held(0, 1) } } },
    ],
    [
      '10,000 defaults of type parameters',
      `type a[${'b=c,'.repeat(10_000)}] = c\n`,
      false,
      { parse: { documents: held(1, 1) } },
    ],
    [
      '8,000 clauses without a statement',
      'else:\n'.repeat(8_000),
      true,
      { controlFlow: { overall: held(0, 8_000) } },
    ],
    [
      '8,000 tries without a handler',
      'try: a\n'.repeat(8_000),
      true,
      { controlFlow: { handlers: held(0, 7_999) } },
    ],
    ['tries ever deeper', `${stairs('try:')}x`, false, { controlFlow: { handlers: held(0, 1000) } }],
    [
      '40,000 nested f-strings that never end',
      'f"{'.repeat(40_000),
      false,
      { delimiters: { fates: { unclosed: 40_000 } } },
    ],
    ['blocks ever deeper', stairs('if x:'), true, { indentation: { indents: held(999, 999) } }],
    [
      'unpaired surrogates, NUL and other characters that no program has',
      '\ud800(\0]\udc00\u2028[\ufffe}\n\x7f',
      false,
      { delimiters: { openers: 2 } },
    ],
    [
      'surrogates and NUL in strings',
      'try:\0"\ud800"\nelse\0: """\udc00\0',
      false,
      {
        strings: { singleLine: held(1, 1), multiLine: { openers: 1, overall: held(0, 1) } },
        controlFlow: { overall: held(0, 2) },
      },
    ],
    [
      'an error for which tree-sitter shows no node: the missing end of a line',
      'x = 1\nimport a(b)\n',
      false,
      { parse: { documents: held(0, 1), longestCleanPrefix: { maxCharacters: 6 } } },
    ],
    [
      'a statement too long to parse, among others',
      `x = 1\n${long}y = 2\ndef g(): pass\n`,
      false,
      {
        parse: {
          documents: { n: 0 },
          definitions: held(1, 1),
          definitionsCensored: 1,
          longestCleanPrefix: { maxCharacters: 6 },
        },
      },
    ],
    ['the same before an error', `x = 1\n${long}y = (\n`, false, { parse: { documents: held(0, 1) } }],
  ])('%s', async (_, text, cut, expected) => {
    expect(await measure(text, cut)).toMatchObject(expected);
  });

  it('nests 32,768 deep', async () => {
    const { delimiters } = await measure('('.repeat(40_000));
    expect(delimiters.byDepth.at(-1)).toMatchObject({ from: 32_768, n: 40_001 - 32_768 });
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
      const { delimiters } = await measure(noise(50_000, alphabet));
      expect(delimiters.openers).toBe(delimiters.overall.n);
    },
  );

  it('nothing is an error that says so', async () => {
    await expect(measure('')).rejects.toMatchObject({ code: 'SUBJECT_EMPTY', exitCode: 2 });
  });
});

it('analyses in linear time: sixteen times the text in less than a hundred times the time, where squares would take 256', () => {
  const units = [
    '([{',
    'f"{x:{',
    '    if a:\n',
    "'''",
    'def f(\n',
    '\f',
    '\\',
    '\\\n',
    'else:\n',
    'try: f"{',
    'case x: return; ',
  ];
  const texts = units.map((unit) => unit.repeat(2_000));
  // The processor's time: other work on the machine does not count.
  const timeOf = (repeats: number) => {
    const start = process.cpuUsage();
    for (const text of texts) {
      const document = analyseDocument({ name: 'hard', text: text.repeat(repeats) }, true, parser);
      for (const metric of [measureDelimiters, measureStrings, measureIndentation, measureControlFlow])
        metric(document);
    }
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1000;
  };
  timeOf(1);
  expect(timeOf(16)).toBeLessThan(100 * Math.max(timeOf(1), 20));
});
