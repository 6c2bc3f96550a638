import { bucketAt } from '../../statistics/buckets.ts';
import { probeSection } from '../probe-section.ts';
import type { Completions } from './schema.ts';

type Kind = Completions['kinds'][number];
type Written = Kind['writers'][number];
/** Continuations of one writer, by the kind of opener. */
type Writings = ReadonlyMap<Kind['kind'], Written>;

const openers: readonly (readonly [Kind['kind'], string])[] = [
  ['bracket', 'brackets'],
  ['string', 'single-line strings'],
  ['multi-line string', 'multi-line strings'],
  ['block', 'blocks'],
];

/** Section of a report on metric 18. */
export const completionSection = probeSection(
  ({ completions }: { completions: Completions | null }) => {
    const kinds = completions?.kinds ?? [];
    return (kinds[0]?.writers ?? []).map(({ writer }, index) => ({
      id: writer,
      name: writer === 'real' ? 'real code' : writer,
      role: writer === 'real' ? ('reference' as const) : undefined,
      fields: new Map(kinds.map(({ kind, writers }) => [kind, writers[index]!] as const)),
    }));
  },
  {
    id: 'completion',
    metric: 18,
    title: 'Prompted completion',
    definition:
      'Prompts are held-out code cut where something is open. Continued, it is closed by its own closer, by its quotes, or by a return to the indentation around it; broken by another closer, the end of its line, or the indentation of no block; or still open at the end. Real code: what the document goes on with.',
    lead: openers.map(([kind, name]) => ({
      id: `completion/${kind}`,
      title: `Closed ${name}`,
      pick: (all: Writings) => all.get(kind)?.closed ?? null,
    })),
    figures: [
      {
        kind: 'share',
        id: 'completion-by-distance',
        title: 'Closed, by how long it had been open',
        caption: 'Share of all continuations.',
        vertical: 'Share closed',
        horizontal: 'Open for, characters',
        panels: openers.map(([kind, title]) => ({
          title,
          of: (all: Writings) =>
            (all.get(kind)?.byDistance ?? []).map(({ distance, closed }) => bucketAt(distance, closed)),
        })),
      },
      {
        kind: 'values',
        id: 'completion-overall',
        title: 'Closed and broken, all distances',
        caption:
          'These shares depend on how many prompts there are at each distance: use them to compare writers only.',
        rows: openers.flatMap(([kind, name]) => [
          { label: `${name}, closed`, of: (all: Writings) => all.get(kind)?.closed },
          { label: `${name}, broken`, of: (all: Writings) => all.get(kind)?.broken },
        ]),
      },
      {
        kind: 'share',
        id: 'completion-by-length',
        title: 'Closed, by characters written',
        caption: 'Cumulative: closed within this many characters after the prompt, all distances together.',
        vertical: 'Share closed',
        horizontal: 'Written, characters',
        panels: openers.map(([kind, title]) => ({
          title,
          of: (all: Writings) =>
            (all.get(kind)?.byLength ?? []).map(({ within, closed }) => bucketAt(within, closed)),
        })),
      },
    ],
  },
);
