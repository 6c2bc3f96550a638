import type { PairMember } from '@longrange/code';
import { createParser, RandomStream, typescript } from '@longrange/code';
import { applyEdits, lexDocument, readSource } from '@longrange/code/internal';
import { isWhole, readTypeScriptSources, typescriptTree } from '@longrange/code/testing';
import { afterAll, expect, it } from 'vitest';
import { planProbes } from '../src/probes/plan-probes.ts';
import { expectMinimal, inPlace } from './testing/minimal-pairs.ts';

const documents = readTypeScriptSources(4);
const texts = new Map(documents.map(({ path, text }) => [path, text]));
const parser = await createParser(typescript);
afterAll(() => parser.dispose());
const { minimalPairs: plan } = await planProbes(
  { documents, parser, seed: 1 },
  {
    minimalPairs: {
      perBucket: isWhole ? 400 : 20,
      lengthControlled: { perBucket: isWhole ? 100 : 8, maxDistance: 1024 },
    },
  },
);
const isSound = (text: string) => typescriptTree(text) !== null;

it.each(['closer', 'quote', 'import', 'definition', 'parameter'])(
  'TypeScript parses both members of %s, which differ in the opener and its closer alone',
  (kind) => {
    const pairs = plan.natural.filter((pair) => pair.kind === kind);
    expect(pairs.length).toBeGreaterThan(10);
    for (const pair of pairs) {
      const text = texts.get(pair.document)!;
      expect([0, 1].map((index) => isSound(inPlace(text, pair, index)))).toEqual([true, true]);
      expectMinimal(pair, kind === 'closer' || kind === 'quote' ? 1 : pair.members[0].closer.length - 1);
    }
  },
);

it('brackets are far apart, too, with functions between them', () => {
  const far = plan.natural.filter(({ kind, distance }) => kind === 'closer' && distance >= 512);
  const withStatements = far.filter(({ members: [{ text, start }] }) => /\{\n.*;\n/s.test(text.slice(start)));
  expect(withStatements.length).toBeGreaterThan(5);
});

it('TypeScript parses a clause after its own opener, and not after the other', () => {
  const text = 'if (a) {\n  b();\n} else {\n  c();\n}\ntry {\n  d();\n} catch {\n  e();\n}\n';
  const source = readSource(lexDocument({ path: 'a.ts', text }, typescript), parser, typescript.probes!);
  const clauses = typescript.probes!.pairCandidates(source, new RandomStream(1)).map((one) => one.pair()!);
  expect(clauses.map(({ kind, members: [one, other] }) => [kind, one.closer, other.closer])).toEqual([
    ['clause', 'else', 'catch'],
    ['clause', 'catch', 'else'],
  ]);
  for (const { members } of clauses) {
    for (const [{ text, start, at, closer }, rival] of [
      members,
      members.toReversed() as [PairMember, PairMember],
    ]) {
      expect(isSound(`${text.slice(start, at)}${closer} {}`)).toBe(true);
      expect(isSound(`${text.slice(start, at)}${rival.closer} {}`)).toBe(false);
    }
  }
});

it.each(['closer', 'quote', 'clause', 'identifier'])('TypeScript parses what is lengthened: %s', (kind) => {
  const items = plan.lengthControlled.filter(({ between }) => between.kind === kind);
  expect(items.length).toBeGreaterThan(10);
  for (const { between, before } of items) {
    for (const { document, edits, text } of [between, before]) {
      const changed = applyEdits(texts.get(document)!, edits);
      expect(changed).toContain(text);
      expect(isSound(changed)).toBe(true);
    }
    expect(before.distance).toBeLessThan(between.distance);
    const words = ({ text, at }: typeof before) => (text.slice(0, at).match(/\w+/g) ?? []).sort().join(' ');
    expect(words(before)).toBe(words(between));
  }
});
