import type { PairMember } from '@longrange/code';
import { createPythonParser, python, RandomStream } from '@longrange/code';
import { lexDocument, readSource } from '@longrange/code/internal';
import { cpython, isWhole, readStandardLibrary } from '@longrange/code/testing';
import { afterAll, expect, it } from 'vitest';
import { bracketCandidates } from '../src/probes/minimal-pairs/bracket-pairs.ts';
import { documentsInTurn } from '../src/probes/minimal-pairs/choose-pairs.ts';
import { expectMinimal, inPlace } from './testing/minimal-pairs.ts';

type Ask = (programs: string) => string;

/** Tells whether each of some programs parses, and whether the two of each pair mean the same. */
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

def same(pairs):
    return json.dumps([ast.dump(ast.parse(a)) == ast.dump(ast.parse(b)) for a, b in json.loads(pairs)])

parses, same
`;

const pyodide = await cpython();
const [parses, same] = pyodide.runPython(PARSES) as ((programs: string) => string)[] as [Ask, Ask];
const areSound = (programs: readonly string[]) => JSON.parse(parses(JSON.stringify(programs))) as boolean[];

const parser = await createPythonParser();
const random = new RandomStream(1);
const library = readStandardLibrary().filter((_, index) => isWhole || index % 12 === 0);
const documents = library.filter(({ text }) => text.length < 30_000);
const texts = new Map(documents.map(({ path: name, text }) => [name, text]));
const candidates = documents.flatMap((document) => {
  const lexed = lexDocument(document, python);
  return [
    ...bracketCandidates(lexed, parser, random),
    ...python.probes!.pairCandidates(readSource(lexed, parser, python.probes!), random),
  ];
});
// Members are made when they are drawn.
afterAll(() => parser.dispose());

it('CPython parses both members, which differ in the opener and its closer alone', {
  timeout: 300_000,
}, async () => {
  const counted = new Map<string, number>();
  for (const kind of ['closer', 'quote', 'import', 'definition', 'parameter'] as const) {
    const ofKind = documentsInTurn(candidates.filter((candidate) => candidate.kind === kind));
    const minimalPairs = ofKind.slice(0, isWhole ? 1000 : 30).flatMap((candidate) => candidate.pair() ?? []);
    counted.set(kind, minimalPairs.length);
    const programs = minimalPairs.flatMap((pair) =>
      [0, 1].map((index) => inPlace(texts.get(pair.document)!, pair, index)),
    );
    const isSound = areSound(programs);
    expect(programs.filter((_, index) => !isSound[index])).toEqual([]);
    for (const pair of minimalPairs) {
      const { length } = pair.members[0].closer;
      expectMinimal(pair, kind === 'closer' ? 1 : kind === 'quote' ? length : length - 1);
    }
  }
  for (const [kind, count] of counted) expect([kind, count > (isWhole ? 100 : 5)]).toEqual([kind, true]);
});

it('CPython parses a clause after its own opener, and not after the other', { timeout: 300_000 }, () => {
  const clauses = documentsInTurn(candidates.filter(({ kind }) => kind === 'clause'));
  const minimalPairs = clauses.slice(0, isWhole ? 1000 : 30).flatMap((candidate) => candidate.pair() ?? []);
  /** The statement alone, with its clause or with the other's. */
  const statement = ({ text, start, at }: PairMember, closer: string): string => {
    const line = text.lastIndexOf('\n', start) + 1;
    const indent = text.slice(line, start);
    return `${indent === '' ? '' : 'if 1:\n'}${text.slice(line, at)}${closer}:\n${indent} pass\n`;
  };
  const all = minimalPairs.flatMap(({ members: [one, other] }) => [
    ...[[one, other] as const, [other, one] as const],
  ]);
  const own = all.map(([member]) => statement(member, member.closer));
  const crossed = all.map(([member, twin]) => statement(member, twin.closer));
  const [isOwnSound, isCrossedSound] = [areSound(own), areSound(crossed)];
  expect(own.filter((_, index) => !isOwnSound[index])).toEqual([]);
  expect(crossed.filter((_, index) => isCrossedSound[index])).toEqual([]);
  expect(minimalPairs.length).toBeGreaterThan(isWhole ? 100 : 5);
});

it('CPython reads the same in code with line breaks put in and taken out', { timeout: 300_000 }, () => {
  const counts = { broken: 0, joined: 0, left: 0 };
  const changed = (isWhole ? library : documents).map(({ text }): [string, string] => {
    const { delimiters, lines } = python.analyze(text, { cut: false });
    let after = text;
    for (const { opener, end, depth } of delimiters.filter(({ depth, barrier }) => depth === 1 && !barrier)) {
      const { first } = lines.findLast((line) => line.first <= opener)!;
      const line = python.probes!.reformat!(after.slice(first, end + 1), opener - first, end - first);
      const wasBroken = text.slice(opener, end).includes('\n');
      counts[line === null ? 'left' : wasBroken ? 'joined' : 'broken'] += depth;
      if (line !== null) after = after.slice(0, first) + line + after.slice(end + 1);
    }
    return [text, after];
  });
  const isSame = JSON.parse(same(JSON.stringify(changed))) as boolean[];
  expect(changed.filter((_, index) => !isSame[index])).toEqual([]);
  expect(Math.min(...Object.values(counts))).toBeGreaterThan(isWhole ? 1000 : 20);
});
