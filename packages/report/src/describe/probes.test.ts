import { type FartherAsked, probes, type Range, type Result } from '@longrange/eval/internal';
import { describe, expect, it, onTestFinished } from 'vitest';
import { toyProbe } from '../../../eval/tests/toys/toy-probe.ts';
import { renderHtml } from '../page/html/render-html.ts';
import { renderMarkdown } from '../page/markdown/render-markdown.ts';
import { renderTerminal } from '../page/terminal/render-terminal.ts';
import type { Order } from '../words/tested.ts';
import { describeResult } from './build-report.ts';
import { around, type Decided, decided, plain, shareOf } from './testing/decided.ts';
import { loadFixture, sectionOf } from './testing/load-fixture.ts';
import { after, at, few, near, range } from './testing/ranges.ts';

const complete = loadFixture('complete');
const base = complete.probes!.predictors[0]!;
const paragraph = (result: Result, section: string, index: number) =>
  plain(sectionOf(result, section)!.paragraphs[index]!);

/** Tests of one figure against the n-gram that came out so. */
const tests = (measure: string, ...orders: readonly [order: Order, from?: number][]): Decided[] =>
  orders.map(([order, from]) => ({ measure, second: '20-gram', order, ...(from !== undefined && { from }) }));

it('shows beside the closers known what a blind reader knows', () => {
  const blindReader = { ...base.closers, closer: ')', commonestIn: 'training' as const };
  const test = { measure: 'closers/natural', second: 'blind reader', order: 'below', from: 16 } as const;
  const asked = decided({ ...complete, probes: { ...complete.probes!, blindReader } }, test);
  expect(paragraph(asked, 'closers', 0)).toMatch(
    /; blind reader [\d.]+ % \(.*\)\. .*odel does worse than blind reader at 16–31 characters\./,
  );
  const { table } = sectionOf(asked, 'closers')!.figures[0]!;
  expect(table.columns).toContain('length-controlled, blind reader');
});

it('of the cost of distance names only distances at which the paired test decides', () => {
  const test = { measure: 'placement/closers', first: 'before', second: 'between' };
  const orders = { 64: 'undecided', 128: 'above', 256: 'above' } as const;
  const all = Object.entries(orders).map(([from, order]) => ({ ...test, order, from: Number(from) }));
  const said = sectionOf(decided(complete, { ...test, order: 'above' }, ...all), 'closers')!.paragraphs;
  expect(plain(said.find((one) => one.startsWith('Cost of distance'))!)).toMatch(
    /: filler before minus filler between .*, higher\. Filler before does better than filler between at 128–511 characters\.$/,
  );
});

it('claims of two writers only what the corrected paired test shows', () => {
  const orders = { bracket: 'above', string: 'below', block: 'undecided' } as const;
  const all = Object.entries(orders).flatMap(([kind, order]) => tests(`completion/${kind}`, [order]));
  const said = sectionOf(decided(complete, ...all), 'completion')!.paragraphs.map(plain);
  const verdictOn = (opener: string) =>
    /20-gram [^;]*?\)(?:, (.*?))?[;.]/.exec(said.find((one) => one.startsWith(`Closed ${opener}:`))!)![1];
  expect(['brackets', 'single-line strings', 'blocks', 'multi-line strings'].map(verdictOn)).toEqual([
    'lower',
    'higher',
    'no detectable difference',
    undefined,
  ]);
});

it('says of what is left of the past whether the paired test decides that it shrinks', () => {
  const test = { measure: 'past-memory', first: 'longest', second: 'shortest' };
  const say = (order: Order) => paragraph(decided(complete, { ...test, order }), 'past-memory', 2);
  expect(say('below')).toMatch(/: longest minus shortest 0\.0+ \(.*\), lower\.$/);
  expect(say('undecided')).toMatch(/, no detectable difference\.$/);
});

it('draws the costs of each way to corrupt, and the effective context with the distant text replaced', () => {
  const costs = { 4: 0.3, 8: 0.1 };
  const byDistance = Object.entries(costs).map(([beyond, value]) => ({
    beyond: Number(beyond),
    ...around(value, 0.01),
  }));
  const bounds = { effective: 8, effectiveLow: 4, effectiveHigh: null };
  const perturbation = [{ kind: 'replace' as const, targets: 9, byDistance, ...bounds }];
  const predictors = [{ ...base, perturbation }];
  const { paragraphs, figures } = sectionOf(
    { ...complete, probes: { ...complete.probes!, predictors } },
    'perturbation',
  )!;
  expect(plain(paragraphs[0]!)).toMatch(/: (?:model )?8 \(4 to over 8\)\.$/);
  expect(figures[0]!.table.columns.slice(1)).toEqual(['replaced, model']);
  expect(figures[0]!.table.rows.map(([, cell]) => cell)).toMatchObject([{ value: 0.3 }, { value: 0.1 }]);
});

it('of units claims only what is shown beyond an untrained network, and beyond the surface', () => {
  const [sure, unsure] = [0.01, 0.06].map((pValue) => ({ ...around(0.2, 0.1), pValue }));
  const { units } = complete.probes!;
  const best = { ...units!.best[0]!, property: 'bracketDepth' as const, auc: around(0.9, 0.05) };
  const say = (aboveUntrained = sure!, aboveSurface = sure!) => {
    const found = { ...units!, best: [{ ...best, aboveUntrained, aboveSurface }] };
    return paragraph({ ...complete, probes: { ...complete.probes!, units: found } }, 'units', 0);
  };
  expect(say(sure, unsure)).toMatch(
    /^Open brackets, AUC: model 0\.90 \(0\.85–0\.95, n .*\); untrained network .*\), lower; surface of the text .*\), (?:lower, but not|no detectable)/,
  );
  expect(say()).toMatch(/; surface of the text [^;]*\), lower\.$/);
});

describe('minimal pairs', () => {
  const [brackets] = base.minimalPairs.scoring;
  type Kind = NonNullable<typeof brackets>['kind'];

  it('lists the range of each kind, or why it has none', () => {
    const kinds: Partial<Record<Kind, Range>> = {
      import: few,
      closer: range(at(25), at(22), at(31)),
      clause: near(0.4),
      quote: range(after(90), at(40), after(90)),
    };
    const scoring = Object.entries(kinds).map(([kind, measured]) => ({
      kind: kind as Kind,
      lengthControlled: null,
      natural: { ...brackets!.natural!, range: measured },
    }));
    const predictors = [{ ...base, minimalPairs: { scoring, generation: [] } }];
    const { figures } = sectionOf({ ...complete, probes: { ...complete.probes!, predictors } }, 'range')!;
    const { rows } = figures.find(({ id }) => id === 'ranges')!.table;
    expect(
      rows.map((row) => [row[1], row[3]].map((cell) => plain('text' in cell! ? cell.text : ''))),
    ).toEqual([
      ['brackets, natural', '25 (22–31)'],
      ['quotes, natural', 'at least 90 (no pairs farther away; from 40)'],
      ['clauses, natural', 'not measurable: too few nearby are right: 40.0 %'],
      ['imports, natural', 'not measurable: too few pairs (12 pairs nearby)'],
    ]);
  });

  it('draws length-controlled code of those kinds alone whose control is right', () => {
    const probes = (measured: Range) => {
      const scoring = base.minimalPairs.scoring.map((one) => ({
        ...one,
        lengthControlled: one.lengthControlled && { ...one.lengthControlled, range: measured },
      }));
      return { ...base, minimalPairs: { scoring, generation: [] } };
    };
    const figures = (measured: Range) => {
      const predictors = [probes(measured)];
      const section = sectionOf({ ...complete, probes: { ...complete.probes!, predictors } }, 'range')!;
      return section.figures.map(({ id }) => id).filter((id) => /length-controlled|control/.test(id));
    };
    const right = range(at(90), at(70), at(130));
    expect(figures(right)).toEqual(['minimal-pairs-length-controlled', 'minimal-pairs-control']);
    expect(figures(near(0.32))).toEqual([]);
  });

  it('counts the pairs so far back, where there are any', () => {
    const items = (set: 'natural' | 'prompted', kind: string, first: number, ...counts: number[]) => ({
      set,
      kind: kind as 'closer',
      buckets: counts.map((n, index) => {
        const from = first * 2 ** index;
        return { from, to: 2 * from, n, documents: Math.min(n, 2) };
      }),
    });
    const farther: FartherAsked = {
      maxDistance: 32_768,
      items: [
        items('natural', 'closer', 4096, 3, 0, 0),
        items('natural', 'import', 4096, 0, 1, 0),
        items('prompted', 'block', 1024, 1, 0, 1, 0, 0),
      ],
    };
    const asked = { ...complete, probes: { ...complete.probes!, farther } };
    const { rows } = sectionOf(asked, 'range')!.figures.find(({ id }) => id === 'farther')!.table;
    expect(rows.map((row) => row.map((cell) => ('text' in cell ? cell.text : '')))).toEqual([
      ['4,096–8,191', '3', '0'],
      ['8,192–16,383', '0', '1'],
      ['16,384–32,767', '0', '0'],
    ]);
  });
});

it('the untrained network is in every section of memory, and not on the first screen', () => {
  const { headline, standfirst, figure, scores, parts } = describeResult(complete);
  expect(JSON.stringify({ headline, standfirst, figure, scores })).not.toContain('untrained');
  const sections = parts.flatMap((part) => part.sections);
  for (const id of ['range', 'closers', 'context', 'perturbation', 'past-memory']) {
    const { paragraphs, figures } = sections.find((section) => section.id === id)!;
    expect([id, paragraphs.join(' ').includes('untrained network')]).toEqual([id, true]);
    expect([id, JSON.stringify(figures).includes('untrained network')]).toEqual([id, true]);
  }
});

it('shows a probe for one line in the registry, last of what is predicted, in all renderings', async () => {
  const registry = probes as unknown[];
  registry.push(toyProbe);
  onTestFinished(() => {
    registry.pop();
  });
  const predictors = [{ ...base, toyProbe: { known: shareOf(0.5, 0.1) } }];
  const asked = { ...complete, probes: { ...complete.probes!, predictors } };
  const [part] = describeResult(asked).parts.filter(({ title }) => title === 'What is predicted');
  expect(part!.sections.at(-1)).toMatchObject({ id: 'toy', figures: [{ id: 'toys' }] });
  expect(await renderHtml(asked)).toContain('<h2 id="toy-heading">A toy question</h2>');
  expect(plain(renderMarkdown(asked))).toContain('| found | 50 % (40–60 %, n 100) |');
  expect(plain(renderTerminal(asked, { color: false, width: 120 }))).toMatch(/^Toys found {2,}50 %/m);
});
