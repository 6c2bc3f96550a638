import { createHash } from 'node:crypto';
import { python } from '@longrange/code';
import { lexDocument } from '@longrange/code/internal';
import { loadCorpus } from '@longrange/corpus';
import { exchangeBracket, SHOWN_NATS, scorePairs } from '@longrange/eval/internal';
import { beforeAll, expect, it } from 'vitest';
import { startEngine } from '../scripts/small-text.mjs';
import { pretrainedExample as example } from '../src/internal.ts';
import { loadPretrained } from '../src/pretrained.ts';

let text = '';

beforeAll(async () => {
  await startEngine();
  const corpus = await loadCorpus({ sources: ['stdlib'] });
  const documents = corpus.split('test').texts();
  text = documents.find(({ path }) => path === example.path)!.text;
});

it('names whole lines of a file of the standard library that training left out', () => {
  expect(createHash('sha256').update(text).digest('hex')).toBe(example.sha256);
  const shown = text.slice(example.from, example.to);
  expect(shown).toMatch(/^(?:def|class|@).*\n$/s);
  expect(shown.length).toBeLessThanOrEqual(2000);
});

it.each([
  ['lstm', false],
  ['mingru', true],
] as const)('asks for a bracket that %s shows as far as it says', async (name, showsAtCloser) => {
  const shown = { path: example.path, text: text.slice(example.from, example.to) };
  const document = lexDocument(shown, python);
  const bracket = document.lexical.delimiters.find(({ opener }) => opener === example.opener)!;
  expect([bracket.event, bracket.end - bracket.opener]).toEqual(['matched', example.distance]);
  const pair = exchangeBracket(document, bracket, bracket.type === '[]' ? '()' : '[]');
  const cut = Array.from({ length: example.distance }, (_, index) => {
    const [one, other] = pair.members.map((member) => ({ ...member, at: member.start + index + 1 }));
    return { ...pair, distance: index + 1, members: [one!, other!] as const };
  });
  const model = await loadPretrained(name);
  const evidence = (await scorePairs(model, cut)).map((one) => one.evidence);
  model.dispose();
  expect(evidence.at(-1)).toBeCloseTo(example.evidence[name], 4);
  expect(evidence.at(-1)! > SHOWN_NATS).toBe(showsAtCloser);
  expect(evidence.findLastIndex((nats) => nats > SHOWN_NATS) + 1).toBe(example.lastShown[name]);
});
