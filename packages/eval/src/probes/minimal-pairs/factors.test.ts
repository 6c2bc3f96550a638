import { createPythonParser, python } from '@longrange/code';
import { afterAll, expect, it } from 'vitest';
import { remember, type Trace } from '../../calibration/memories.ts';
import { BracketMemory } from '../../calibration/prefix-model.ts';
import { probePredictor } from '../ask-probes.ts';
import { planProbes } from '../plan-probes.ts';
import { factorPairsOf } from './choose-factor-pairs.ts';
import { rangesByLine } from './shown-fields.ts';

const parser = await createPythonParser();
afterAll(() => parser.dispose());

/** A call of so many characters, plain, with a call in it, with a line break in it, and with both: all of as many tokens. */
function calls(items: number): string[] {
  const plain = `f(${[...Array(items - 1).fill('aaaa'), 'a,-a'].join(', ')})`;
  const nested = plain.replace('a,-a', 'g(a)');
  return [plain, nested, plain.replace(', ', ',\n'), nested.replace(', ', ',\n')];
}

const twelveOf = (lines: readonly string[]) =>
  Array.from({ length: 12 }, (_, index) => ({ path: `${index}.py`, text: `${lines.join('\n')}\n` }));
const documents = twelveOf([1, 2, 4, 8, 16].flatMap(calls));
const planPairs = async (
  sizes: { factors?: number },
  { alphabet, texts = documents }: { alphabet?: ReadonlySet<string>; texts?: typeof documents } = {},
) =>
  (
    await planProbes(
      { documents: texts, parser, seed: 1, alphabet },
      { minimalPairs: { perBucket: 30, ...sizes } },
    )
  ).minimalPairs;
const usualPlan = await planPairs({});

async function factorsOf(trace: number | Trace, plan = usualPlan) {
  const closers = remember(trace, { habit: () => [1 / 3, 1 / 3, 1 / 3] });
  const model = new BracketMemory({ name: 'memory', language: python, closing: 0.05, closers });
  const { probes } = await probePredictor(model, { minimalPairs: plan });
  const natural = probes.minimalPairs.scoring.find(({ kind }) => kind === 'closer')!.natural!;
  const factors = natural.factors!;
  const effects = factors.effects.map(({ factor, decides }) => [factor, decides.all!.value]);
  const changes = factors.reformatted.map(({ direction, decides, n }) => [
    direction,
    n > 9,
    decides.all.value,
  ]);
  const sides = factors.levels.map(({ factor, level, decides: { range } }) => [
    `${factor} ${level}`,
    range.range!.side,
  ]);
  return {
    probes,
    found: Object.fromEntries([...effects, ...changes.map(([one, , value]) => [one, value])]),
    sides: Object.fromEntries(sides),
    byLine: rangesByLine(natural).map(({ lines, shows, decides }) => [
      lines,
      shows!.range!.side,
      decides.n === levelCounts[lines] && decides.documents === 12,
    ]),
  };
}

/** Pairs of a call on one line and over several among those that are asked about. */
const overLines = [...usualPlan.natural, ...usualPlan.factors!.extra].map(
  ({ between }) => between!.lineBreaks > 0,
);
const levelCounts = {
  'on one line': overLines.filter((one) => !one).length,
  'over several lines': overLines.filter((one) => one).length,
};

const unchanged = { nested: 0, lineBreak: 0, distance: 0, broken: 0, joined: 0 };

it('tells a memory that ends with its line from one that a nested bracket overwrites, and from one of so many characters', async () => {
  const line = await factorsOf(({ text }) => Number(!text.includes('\n')));
  expect(line.found).toEqual({ ...unchanged, lineBreak: -1, broken: -1, joined: 1 });
  expect(line.sides).toMatchObject({ 'lineBreak with': 'before', 'lineBreak without': 'after' });
  expect(line.byLine).toEqual([
    ['on one line', 'after', true],
    ['over several lines', 'before', true],
  ]);
  const slot = await factorsOf(({ text }) => Number(!/[([]/.test(text.slice(1))));
  expect(slot.found).toEqual({ ...unchanged, nested: -1 });
  expect(slot.sides).toMatchObject({ 'nested with': 'before', 'nested without': 'after' });
  const window = await factorsOf(30);
  expect(window.found).toEqual({ ...unchanged, distance: expect.closeTo(-0.5, 0) });
  expect(window.found.distance).toBeLessThan(-0.2);
  expect(window.sides).toMatchObject({ 'nested with': 'at', 'lineBreak with': 'at' });
});

it('does not take a memory that fades by tokens for one that nesting disturbs', async () => {
  // A call with something nested has three tokens more than another of as many characters.
  const few = (items: number) => `f(${Array(items).fill('aaaa').join(', ')})`;
  const texts = twelveOf([3, 6, 12].flatMap((items) => [few(items), few(items), ...calls(items)]));
  const plan = await planPairs({}, { texts });
  const tokens = await factorsOf(
    ({ text }) => Number((text.slice(1).match(/\w+|\S/g) ?? []).length <= 12),
    plan,
  );
  expect(tokens.found).toMatchObject({ nested: 0 });
  expect(tokens.found.distance).toBeLessThan(-0.2);
  const slot = await factorsOf(({ text }) => Number(!/[([]/.test(text.slice(1))), plan);
  expect(slot.found).toMatchObject({ nested: -1 });
});

it('asks about more of what is rare, without another choice of what the range is measured on', async () => {
  const alone = await planPairs({ factors: 0 });
  expect([alone.factors, alone.natural]).toEqual([null, usualPlan.natural]);
  const asked = [...usualPlan.natural, ...usualPlan.factors!.extra];
  const counts = new Map<string, number>();
  for (const { kind, distance, between } of asked) {
    const sort = `${distance} ${between?.nested} ${between?.lineBreaks}`;
    if (kind === 'closer' && distance > 8) counts.set(sort, (counts.get(sort) ?? 0) + 1);
  }
  // Four sorts of each length, of which the range takes 30 in all.
  expect([counts.size, Math.min(...counts.values()) >= 10]).toEqual([16, true]);
  for (const { original, pair } of usualPlan.factors!.reformatted) {
    expect(asked).toContain(original);
    expect(pair.members.map(({ text }) => text.length)).toEqual(
      original.members.map(({ text }) => text.length),
    );
  }
  const alphabet = new Set(documents[0]!.text.replaceAll('\n', '').concat('[]{}'));
  const without = await planPairs({}, { alphabet });
  expect(without.factors).toMatchObject({ reformatted: [], notReformatted: 'alphabet' });
  expect(factorPairsOf(without.factors)).toEqual(usualPlan.factors!.extra);
});
