import { loadPyodide } from 'pyodide';
import { expect, it } from 'vitest';
import { lexDocument, readSource } from '../src/code/dependencies/read-source.ts';
import type { Swap } from '../src/code/dependencies/swap.ts';
import { createPythonParser } from '../src/code/languages/python/create-python-parser.ts';
import { python } from '../src/code/languages/python/python.ts';
import { bracketCandidates } from '../src/probes/swap/bracket-swaps.ts';
import { documentsInTurn } from '../src/probes/swap/choose-swaps.ts';
import { RandomStream } from '../src/statistics/random.ts';
import { isWhole, readStandardLibrary } from './standard-library.ts';

/** Tells whether each of some programs parses. */
const PARSES = `
import ast, json, warnings
warnings.simplefilter('ignore')

def parses(programs):
    def sound(text):
        try:
            ast.parse(text)
            return True
        except SyntaxError:
            return False
    return json.dumps([sound(text) for text in json.loads(programs)])

parses
`;

/** A document with the twin in the place of the first one, with the rest of the statement as it is. */
function inPlace(text: string, { twins }: Swap, index: number): string {
  const [original] = twins;
  const twin = twins[index]!;
  const at = text.indexOf(original.text);
  expect(at).toBeGreaterThanOrEqual(0);
  return text.slice(0, at) + twin.text + text.slice(at + original.text.length);
}

it('CPython parses both twins, which differ in the opener and its closer alone', {
  timeout: 300_000,
}, async () => {
  const pyodide = await loadPyodide();
  const parses = pyodide.runPython(PARSES) as (programs: string) => string;
  const parser = await createPythonParser();
  const random = new RandomStream(1);
  const documents = readStandardLibrary().filter(
    ({ text }, index) => text.length < 30_000 && (isWhole || index % 8 === 0),
  );
  const texts = new Map(documents.map(({ name, text }) => [name, text]));
  const candidates = documents.flatMap((document) => {
    const lexed = lexDocument(document, python);
    return [
      ...bracketCandidates(lexed, parser, random),
      ...python.probes!.swappable(readSource(lexed, parser, python.probes!), random),
    ];
  });
  const counted = new Map<string, number>();
  for (const kind of ['closer', 'quote', 'import', 'definition', 'parameter'] as const) {
    const ofKind = documentsInTurn(candidates.filter((candidate) => candidate.kind === kind));
    const swaps = ofKind.slice(0, isWhole ? 1000 : 60).flatMap((candidate) => candidate.swap() ?? []);
    counted.set(kind, swaps.length);
    const programs = swaps.flatMap((swap) =>
      [0, 1].map((index) => inPlace(texts.get(swap.document)!, swap, index)),
    );
    const answers = JSON.parse(parses(JSON.stringify(programs))) as boolean[];
    answers.forEach((isSound, index) => {
      if (!isSound) expect({ kind, twin: swaps[index >> 1]!.twins[index & 1]!.text.slice(-200) }).toBeNull();
    });
    for (const {
      twins: [one, other],
    } of swaps) {
      const length = kind === 'closer' ? 1 : kind === 'quote' ? one.closer.length : one.closer.length - 1;
      expect(other.text.slice(0, one.start)).toBe(one.text.slice(0, one.start));
      expect(other.text.slice(one.start + length, one.at)).toBe(one.text.slice(one.start + length, one.at));
      expect([one.text.slice(one.at), other.text.slice(one.at)]).toEqual([one.closer, other.closer]);
      expect(other.text.slice(one.start, one.start + length)).not.toBe(
        one.text.slice(one.start, one.start + length),
      );
    }
  }
  parser.dispose();
  for (const [kind, count] of counted) expect([kind, count > (isWhole ? 100 : 5)]).toEqual([kind, true]);
});
