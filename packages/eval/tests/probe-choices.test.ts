import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPythonParser, type SyntaxParser } from '../src/index.ts';
import { applyEdits, type StretchedChoice } from '../src/probes/choices/choice.ts';
import { type ProbePlan, planProbes } from '../src/probes/plan-probes.ts';
import { doublingScale, rangesOf } from '../src/statistics/buckets.ts';
import { readStandardLibrary } from './standard-library.ts';

const sizes = {
  choices: 4000,
  stretched: { perBucket: 100, furthest: 4096 },
  context: { runs: 256, longestContext: 4096 },
  perturbation: { runs: 48, longestContext: 2048 },
};

/** As much as a test split of 5 %. */
const documents = readStandardLibrary().filter((_, index) => index % 20 === 3);
let parser: SyntaxParser;
let plan: ProbePlan;

beforeAll(async () => {
  parser = await createPythonParser();
  const started = performance.now();
  plan = await planProbes(documents, { ...sizes, parser, seed: 1 });
  console.log(
    documents.length,
    documents.reduce((sum, d) => sum + d.text.length, 0),
    performance.now() - started,
  );
});
afterAll(() => parser.dispose());

it('shows', () => {
  for (const form of ['natural', 'stretched'] as const)
    for (const kind of ['closer', 'quote', 'dedent', 'clause', 'identifier']) {
      const of = plan[form].filter((c) => c.kind === kind);
      console.log(
        form,
        kind,
        of.length,
        rangesOf(of, (c) => c.distance, doublingScale)
          .map((r) => `${r.from}:${r.members.length}`)
          .join(' '),
      );
      console.log(
        '  attr',
        rangesOf(of, (c) => c.attractors, doublingScale)
          .map((r) => `${r.from}:${r.members.length}`)
          .join(' '),
        'depth',
        rangesOf(of, (c) => c.depth, doublingScale)
          .map((r) => `${r.from}:${r.members.length}`)
          .join(' '),
      );
      const truths = new Map<string, number>();
      for (const c of of)
        truths.set(
          c.alternatives.slice(0, 2).join('|'),
          (truths.get(c.alternatives.slice(0, 2).join('|')) ?? 0) + 1,
        );
      console.log(
        '  ',
        [...truths]
          .sort((a, b) => b[1] - a[1])
          .slice(0, 8)
          .map(([k, v]) => `${JSON.stringify(k)}:${v}`)
          .join(' '),
      );
      if (form === 'stretched') {
        const c = of.find((x) => x.distance > 256 && x.attractors > 0);
        if (c) console.log('-----\n' + c.text.slice(0, c.at) + '⟦' + c.alternatives.join('|') + '⟧');
      }
    }
});
