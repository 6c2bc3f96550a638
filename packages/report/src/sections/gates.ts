import type { Units } from '@longrange/eval/internal';
import { quantile } from '@longrange/eval/internal';
import type { Cell, Figure, SectionDraft } from '../document/index.ts';
import { cell, chartFigure, format } from '../document/index.ts';
import type { Probed } from './named-probes.ts';

/** Metric 16, the gates: how long units remember. Null where the cells have none. */
export function gatesSection({ probes }: Probed): SectionDraft | null {
  const units = probes?.units ?? null;
  if (units === null) return null;
  const figures = [timeScales(units), gates(units)];
  if (figures.every((figure) => figure === null)) return null;
  return {
    id: 'gates',
    metric: 16,
    title: 'How long units remember',
    paragraphs: [
      timeScaleSentence(units),
      'A gate that keeps (the forget gate of an LSTM, the update gate of a GRU) holds what its unit has while it stays near 1, and replaces it near 0.',
    ],
    figures: figures.filter((figure) => figure !== null),
    definitions: {
      'Time scale':
        '−1 / ln(mean of the gate that keeps), in characters: after this many, 1/e of what the unit held is left. Because it comes from a mean, a gate that seldom opens fully looks like one that is always half closed.',
      'Closed, open': 'Gate activations below 0.1, and above 0.9.',
    },
  };
}

/** States time scales by counts of units, which are not estimates and so have no interval. */
export function timeScaleSentence(units: Units): string {
  return bucketsOfTimeScales(units)
    .map(({ name, timeScales: all }) => {
      const median = format.magnitude(quantile(all, 0.5));
      const long = all.filter((scale) => scale >= 100).length;
      return `In ${name} the median time scale is ${median} ${median === '1' ? 'character' : 'characters'} and the longest ${format.count(Math.round(all.at(-1)!))}; ${long === 0 ? 'none' : format.count(long)} of ${format.countOf(all.length, 'unit')} ${long === 1 ? 'reaches' : 'reach'} 100.`;
    })
    .join(' ');
}

function timeScales(units: Units): Figure | null {
  const layers = bucketsOfTimeScales(units);
  const [first] = layers;
  if (first === undefined) return null;
  return chartFigure({
    id: 'time-scales',
    chart: {
      kind: 'histogram',
      vertical: 'Share of the units',
      horizontal: 'Time scale, characters',
      panels: layers.map(({ name, buckets }) => ({
        title: name,
        bars: buckets.map(({ from, to, share }) => {
          const words = `${format.distances({ from, to })}: ${format.percent(share)} of the units`;
          return { from, to, share, title: `${name}, ${words}` };
        }),
      })),
    },
    title: 'Time scales of units, by layer',
    caption: 'Share of each layer’s units, in doubling ranges.',
    description: timeScaleSentence(units),
    columns: ['Time scale, characters', ...layers.map(({ name }) => name)],
    rows: first.buckets.map(({ from, to }, index): Cell[] => [
      cell.text(from < 1 ? 'under 1' : format.bucket({ from, to })),
      ...layers.map(({ buckets }): Cell => {
        const { share, count } = buckets[index]!;
        return { kind: 'number', value: share, text: format.percent(share), detail: format.count(count) };
      }),
    ]),
  });
}

function gates({ layers, characters }: Units): Figure | null {
  const all = layers.flatMap(({ layer, gates: own }) =>
    own.map(({ gate, closed, open }) => ({ name: `layer ${layer}, ${gate}`, closed, open })),
  );
  if (all.length === 0) return null;
  const shares = all.map(({ name, closed, open }) => {
    return { name, closed: `${format.percent(closed)} closed`, open: `${format.percent(open)} open` };
  });
  return chartFigure({
    id: 'gates',
    chart: {
      kind: 'opposed-bars',
      left: { style: 'real', name: 'closed', detail: 'below 0.1' },
      right: { style: 'model', name: 'open', detail: 'above 0.9' },
      rows: all.map(({ name, closed, open }, index) => ({
        name,
        left: { share: closed, title: `${name}: ${shares[index]!.closed}` },
        right: { share: open, title: `${name}: ${shares[index]!.open}` },
      })),
    },
    title: 'Gates closed and open',
    caption: `Share of the activations of all units of a layer, over ${format.countOf(characters, 'character')}. The rest is in between.`,
    description: `${shares.map(({ name, closed, open }) => `${name}: ${closed}, ${open}`).join('; ')}.`,
    columns: ['', 'Closed, below 0.1', 'Open, above 0.9'],
    rows: all.map(({ name, closed, open }): Cell[] => [
      cell.text(name),
      cell.number(closed, format.percent),
      cell.number(open, format.percent),
    ]),
  });
}

interface TimeScaleLayer {
  name: string;
  /** Ascending, in characters. */
  timeScales: readonly number[];
  /** Shares of the layer's units, in doubling buckets. */
  buckets: readonly { from: number; to: number; count: number; share: number }[];
}

/** Time scales longer than this share one last bucket: no text here is that long. */
const MOST = 2 ** 14;

/** Every layer whose cell has a gate that keeps its state, with its time scales in the same doubling buckets. */
export function bucketsOfTimeScales({ layers: all }: Units): TimeScaleLayer[] {
  const layers = all.flatMap(({ layer, timeScales }) =>
    timeScales === null || timeScales.length === 0 ? [] : [{ name: `layer ${layer}`, timeScales }],
  );
  const longest = Math.min(MOST, Math.max(1, ...layers.map(({ timeScales }) => timeScales.at(-1)!)));
  const count = Math.floor(Math.log2(longest)) + 1;
  const starts = Array.from({ length: count }, (_, power) => 2 ** power);
  return layers.map(({ name, timeScales }) => ({
    name,
    timeScales,
    buckets: [0.5, ...starts].map((from, index) => {
      // The first bucket takes what lies below it, the last what lies above it.
      const isFirst = index === 0;
      const isLast = index === count;
      const inside = timeScales.filter((scale) => (isFirst || scale >= from) && (isLast || scale < 2 * from));
      return { from, to: 2 * from, count: inside.length, share: inside.length / timeScales.length };
    }),
  }));
}
