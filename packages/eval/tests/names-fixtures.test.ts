import { readdirSync, readFileSync } from 'node:fs';
import { analyseDocument } from '@longrange/code';
import { describeEachEngine } from '@longrange/code/testing';
import { describe, expect, it } from 'vitest';
import { countNames, measureNames, summarizeNames } from '../src/metrics/names/names.ts';

interface Expected {
  readonly cut: boolean;
  readonly names: Record<string, unknown>;
}

const folder = new URL('../../../fixtures/names/', import.meta.url);
const allExpected: Record<string, Expected> = JSON.parse(
  readFileSync(new URL('expected.json', folder), 'utf8'),
);
const fixtures = readdirSync(folder).flatMap((file) => (file.endsWith('.py') ? [file.slice(0, -3)] : []));

it('has at least ten fixtures', () => {
  expect(fixtures.length).toBeGreaterThanOrEqual(10);
});

describeEachEngine('fixtures of names', (parser) => {
  it.each(fixtures)('%s has the names counted by hand', (name) => {
    const text = readFileSync(new URL(`${name}.py`, folder), 'utf8');
    const expected = allExpected[name]!;
    const document = analyseDocument({ name: `${name}.py`, text }, expected.cut, parser());
    const measured = measureNames(document);
    document.dispose();
    const { scopes, unboundAtCut, argumentsUsed } = summarizeNames([countNames(name, measured)]);
    const inOrder = [...measured.observations].sort((a, b) => a.position - b.position);
    const withOutcome = (wanted: string) => inOrder.filter(({ outcome }) => outcome === wanted);
    const all: Record<string, unknown> = {
      ...scopes,
      undefined: withOutcome('broken').map((observation) => observation.name),
      unknowable: withOutcome('censored').map((observation) => observation.name),
      argumentsUsed: [argumentsUsed.held, argumentsUsed.n],
      unboundAtCut,
      distances: inOrder.filter(({ hasBinding }) => hasBinding).map(({ distance }) => distance),
    };
    expect(Object.fromEntries(Object.keys(expected.names).map((key) => [key, all[key]]))).toEqual(
      expected.names,
    );
  });
});

describe('a summary of names', () => {
  it('counts one undefined name in four loads, and with the one unbound at the cut two in five', () => {
    const use = (
      name: string,
      outcome: 'held' | 'broken' | 'censored',
      reason: 'cut' | 'star' | null = null,
    ) => ({
      document: 'a',
      kind: outcome === 'held' ? ('global' as const) : ('none' as const),
      outcome,
      start: 0,
      end: 8,
      distance: 8,
      depth: 0,
      attractors: 0,
      name,
      position: 8,
      reason,
      hasBinding: outcome === 'held',
    });
    const observations = [
      use('a', 'held'),
      use('b', 'held'),
      use('c', 'held'),
      use('d', 'broken'),
      use('e', 'censored', 'cut'),
      use('f', 'censored', 'star'),
    ];
    const names = summarizeNames([
      countNames('a', { observations, parameters: { all: 4, read: 3 }, inDamage: 2 }),
    ]);
    expect(names).toMatchObject({
      loads: 6,
      unknowable: 2,
      unboundAtCut: 1,
      undefined: 1,
      undefinedPer100Loads: { value: 25, low: null, high: null },
      undefinedPer100LoadsAtMost: { value: 40, low: null, high: null },
      byDistance: [{ from: 8, to: 16, n: 3 }],
      argumentsUsed: { held: 3, n: 4, estimate: 0.75 },
      mostUndefined: [{ name: 'd', count: 1 }],
    });
  });

  it('knows nothing of the rate where there is no load', () => {
    const counts = countNames('a', { observations: [], parameters: { all: 0, read: 0 }, inDamage: 0 });
    expect(summarizeNames([counts])).toMatchObject({
      loads: 0,
      undefinedPer100Loads: { value: 0, low: 0, high: 100 },
      undefinedPer100LoadsAtMost: { value: 0, low: 0, high: 100 },
      byDistance: [],
    });
  });
});
