import { analyzeDocument, createPythonParser, python } from '@longrange/code';
import { topLevelStatements } from '@longrange/code/internal';
import { isWhole, readStandardLibrary } from '@longrange/code/testing';
import { beforeAll, expect, it } from 'vitest';
import { measureControlFlow } from '../src/metrics/control-flow/control-flow.ts';
import { measureIndentation } from '../src/metrics/indentation/indentation.ts';
import { measureSubject } from '../src/metrics/measure-subject.ts';
import type { Subject } from '../src/metrics/subject-schema.ts';
import { readSyntaxTree } from './syntax-tree.ts';

const documents = readStandardLibrary().filter(
  ({ path: name }, index) => isWhole || index % 8 === 0 || name === 'pty.py',
);

const parser = await createPythonParser();

let subject: Subject;

beforeAll(async () => {
  subject = await measureSubject({ id: 'real', label: 'stdlib', cut: false, documents }, { parser: parser });
}, 120_000);

it('is sound, which shows that the measurements are', () => {
  const { delimiters, parse, strings, controlFlow, indentation } = subject;
  const shares = [delimiters.overall, parse.documents, parse.definitions, strings?.overall];
  for (const share of [...shares, controlFlow?.overall]) {
    expect(share!.held).toBe(share!.n);
    expect(share!.n).toBeGreaterThan(50);
  }
  expect(delimiters.strayClosers).toBe(0);
  expect(parse.errorCharacterShare).toBe(0);
  expect(strings).toMatchObject({ multiLine: { accidental: 0, censored: 0 }, insideOut: { held: 0 } });
  expect(indentation!.overall.estimate).toBeGreaterThan(0.9999);
});

it.runIf(isWhole)('has as many of everything as were counted', () => {
  expect(subject).toMatchObject({ documents: 559, characters: 9_593_973 });
  // All of them held, as the test before says.
  expect(subject.delimiters).toMatchObject({ openers: 88_300, overall: { n: 88_300 } });
  expect(subject.parse).toMatchObject({ documents: { n: 559 }, definitions: { n: 16_010 } });
  expect(subject.strings).toMatchObject({
    singleLine: { n: 60_571 },
    overall: { n: 67_011 },
    multiLine: { openers: 6440 },
    fields: { n: 2103 },
  });
  expect(subject.controlFlow).toMatchObject({ overall: { n: 24_706 }, handlers: { held: 2689, n: 2689 } });
  // All made without being bound: by `globals()`, `sys.modules` and enumerations' `_convert_`.
  expect(subject.names).toMatchObject({ loads: 174_308, undefined: 129, unboundAtCut: 0 });
  expect(subject.degeneration.loops).toMatchObject({ count: 3, characters: 771 });
  // Those still open after so many characters, and not after twice as many.
  const counts = new Map(subject.delimiters.byDistance.map(({ from, n }) => [from, n]));
  const within = (from: number) => counts.get(from)! - counts.get(2 * from)!;
  expect([128, 256, 512, 1024].map(within)).toEqual([1685, 482, 104, 25]);
});

it('has the delimiters, strings, definitions, clauses and jumps that tree-sitter sees, with the same openers', () => {
  let definitionsAtAllDepths = 0;
  for (const document of documents) {
    const { path: name, text } = document;
    const tree = parser.parse(text);
    const syntax = readSyntaxTree(tree);
    tree.dispose();
    definitionsAtAllDepths += syntax.definitionsAtAllDepths;
    const lexical = python.analyze(text, { cut: false });
    const byStart = (a: readonly [number, number], b: readonly [number, number]) => a[0] - b[0];
    const tokens = {
      openers: lexical.delimiters.map(({ opener }) => opener),
      closers: lexical.delimiters.map(({ end }) => end).sort((a, b) => a - b),
      strings: lexical.strings.map(({ start, end }): [number, number] => [start, end]).sort(byStart),
      definitions: topLevelStatements(lexical, text.length, python.layout).flatMap(
        ({ isDefinition, start }) => (isDefinition ? [start] : []),
      ),
    };
    // As text, since deep equality of so many numbers takes longer than all the rest.
    expect(name + JSON.stringify(tokens)).toBe(name + JSON.stringify(syntax.tokens));
    const controlFlow = measureControlFlow(analyzeDocument(document, false, parser))
      .filter(({ check }) => check !== 'handler')
      .map(({ kind, start, end }) => [kind, start, end]);
    expect(name + JSON.stringify(controlFlow)).toBe(name + JSON.stringify(syntax.controlFlow));
  }
  expect(definitionsAtAllDepths).toBe(subject.parse.definitions!.n);
});

it('has one indentation that is really odd', () => {
  const broken = documents.flatMap((document) => {
    const analyzed = analyzeDocument(document, false, parser);
    return measureIndentation(analyzed)
      .filter(({ outcome }) => outcome !== 'held')
      .map(({ kind, end }) => `${document.path} ${kind} ${document.text.slice(0, end).split('\n').length}`);
  });
  // `except ImportError:` is followed by nine more spaces, in a function that is indented by four.
  expect(broken).toEqual(['pty.py unit 40']);
});
