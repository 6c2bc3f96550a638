import type { SyntaxParser } from '@longrange/code';
import { analyseDocument, createPythonParser, RandomStream } from '@longrange/code';
import { beforeAll, describe, expect, it } from 'vitest';
import { measureControlFlow } from '../src/metrics/control-flow/control-flow.ts';
import { measureDelimiters } from '../src/metrics/delimiters/delimiters.ts';
import { measureIndentation } from '../src/metrics/indentation/indentation.ts';
import { measureSubject } from '../src/metrics/measure-subject.ts';
import { measureStrings } from '../src/metrics/strings/strings.ts';
import { type Subject, subjectSchema } from '../src/metrics/subject-schema.ts';

let parser: SyntaxParser;

beforeAll(async () => {
  parser = await createPythonParser();
});

async function measure(text: string, cut = false): Promise<Subject> {
  const documents = [{ name: 'hard', text }];
  // Whatever is measured must have a place in a result.
  return subjectSchema.parse(await measureSubject({ id: 'text', label: 'hard', cut, documents }, { parser }));
}

function noise(length: number, alphabet: string): string {
  const random = new RandomStream(1);
  return Array.from({ length }, () => alphabet[random.nextInteger(alphabet.length)]).join('');
}

describe('hard text is measured all the same', () => {
  it('40,000 open brackets', async () => {
    const { delimiters } = await measure('('.repeat(40_000));
    expect(delimiters.fates.unclosed).toBe(40_000);
    expect(delimiters.byDepth.at(-1)).toMatchObject({ from: 32_768, n: 40_001 - 32_768 });
    const { delimiters: cut } = await measure('([{'.repeat(13_333), true);
    expect(cut.fates.censored).toBe(39_999);
  });

  it('40,000 nested brackets, closed', async () => {
    const { delimiters } = await measure(`x = ${'('.repeat(40_000)}1${')'.repeat(40_000)}\n`);
    expect(delimiters.fates.matched).toBe(40_000);
  });

  it('a line of more than a megabyte', async () => {
    const { delimiters, parse } = await measure(`x = ("${noise(1024, ' ([abc').repeat(1100)}")\n`);
    expect(delimiters.openers).toBe(1);
    expect(parse.documents.n).toBe(0);
    expect(parse.longestCleanPrefix.maxCharacters).toBe(0);
    const { strings } = await measure(`x = "${noise(1024, ' ([abc').repeat(1100)}\n`);
    expect(strings?.singleLine).toMatchObject({ held: 0, n: 1 });
    expect(strings?.singleLineByDistance).toMatchObject([{ from: 2 ** 20, held: 0, n: 1 }]);
    const { controlFlow } = await measure(`return ${'a; '.repeat(40_000)}break\n`);
    expect(controlFlow?.overall).toMatchObject({ held: 0, n: 2 });
  });

  it('empty lines only, and white space only', async () => {
    for (const text of ['\n'.repeat(100_000), '\r\n'.repeat(10_000), ' \t\f'.repeat(10_000), '\ufeff']) {
      for (const cut of [false, true]) {
        const { delimiters, strings, indentation, controlFlow } = await measure(text, cut);
        const shares = [delimiters.overall, strings?.singleLine, indentation!.overall, controlFlow?.overall];
        expect(shares.map((share) => share?.n)).toEqual([0, 0, 0, 0]);
      }
    }
  });

  it('unterminated everything, cut and whole', async () => {
    const text = 'try:\n if a:\n  match b:\n   case [c, {"d": f"{e!r:{';
    const cut = await measure(text, true);
    expect(cut.delimiters.fates).toMatchObject({ censored: 4 });
    expect(cut.strings).toMatchObject({ singleLine: { held: 1, n: 1 }, fields: { held: 0, n: 0 } });
    expect(cut.controlFlow).toMatchObject({ overall: { held: 0, n: 0 } });
    const whole = await measure(text);
    expect(whole.delimiters.fates).toMatchObject({ unclosed: 4 });
    expect(whole.strings).toMatchObject({ singleLine: { held: 1, n: 2 }, fields: { held: 0, n: 2 } });
    expect(whole.controlFlow).toMatchObject({ overall: { held: 0, n: 1 } });
    const triple = await measure(`a = """${'def f(\n'.repeat(10_000)}`);
    expect(triple.strings?.multiLine).toMatchObject({ openers: 1, censored: 0, overall: { held: 0, n: 1 } });
  });

  it('10,000 defaults of type parameters', async () => {
    const { parse } = await measure(`type a[${'b=c,'.repeat(10_000)}] = c\n`);
    expect(parse.documents).toMatchObject({ held: 1, n: 1 });
  });

  it('8,000 clauses without a statement, and as many tries without a handler', async () => {
    const { controlFlow } = await measure('else:\n'.repeat(8_000), true);
    expect(controlFlow?.overall).toMatchObject({ held: 0, n: 8_000 });
    const tries = await measure('try: a\n'.repeat(8_000), true);
    expect(tries.controlFlow?.handlers).toMatchObject({ held: 0, n: 7_999 });
    const deep = Array.from({ length: 1000 }, (_, depth) => `${' '.repeat(depth)}try:\n`).join('');
    expect((await measure(`${deep}x`)).controlFlow?.handlers).toMatchObject({ held: 0, n: 1000 });
  });

  it('40,000 nested f-strings that never end, and blocks ever deeper', async () => {
    expect((await measure('f"{'.repeat(40_000))).delimiters.fates.unclosed).toBe(40_000);
    const steps = Array.from({ length: 1000 }, (_, depth) => `${' '.repeat(depth)}if x:\n`).join('');
    expect((await measure(steps, true)).indentation!.indents).toMatchObject({ held: 999, n: 999 });
  });

  it('unpaired surrogates, NUL and other characters that no program has', async () => {
    expect((await measure('\ud800(\0]\udc00\u2028[\ufffe}\n\x7f')).delimiters.openers).toBe(2);
    const { strings, controlFlow } = await measure('try:\0"\ud800"\nelse\0: """\udc00\0');
    expect(strings).toMatchObject({
      singleLine: { held: 1, n: 1 },
      multiLine: { openers: 1, overall: { held: 0, n: 1 } },
    });
    expect(controlFlow?.overall).toMatchObject({ held: 0, n: 2 });
  });

  it('an error for which tree-sitter shows no node: the missing end of a line', async () => {
    const { parse } = await measure('x = 1\nimport a(b)\n');
    expect(parse.documents).toMatchObject({ held: 0, n: 1 });
    expect(parse.longestCleanPrefix.maxCharacters).toBe(6);
  });

  it('noise', async () => {
    for (const alphabet of ['()[]{}', '()[]{}:"\'\\\n abc,.=#\tf', '"\'\n\\{}f ', ' \t\n:a']) {
      const subject = await measure(noise(50_000, alphabet));
      expect(subject.delimiters.openers).toBe(subject.delimiters.overall.n);
    }
  });

  it('a statement too long to parse, among others', async () => {
    const long = `def f(): return "${'a'.repeat(2 ** 20)}"\n`;
    const { parse } = await measure(`x = 1\n${long}y = 2\ndef g(): pass\n`);
    expect(parse).toMatchObject({
      documents: { n: 0 },
      definitions: { held: 1, n: 1 },
      definitionsCensored: 1,
    });
    expect(parse.longestCleanPrefix.maxCharacters).toBe(6);
    expect((await measure(`x = 1\n${long}y = (\n`)).parse.documents).toMatchObject({ held: 0, n: 1 });
  });

  it('nothing is an error that says so', async () => {
    await expect(measure('')).rejects.toMatchObject({ code: 'SUBJECT_EMPTY', exitCode: 2 });
  });
});

it('analyses in linear time: sixteen times the text in less than a hundred times the time, where squares would take 256', () => {
  const texts = [
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
  ].map((unit) => unit.repeat(2_000));
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
