import type { Completions } from '@longrange/eval/internal';
import type { Cell, Figure, Point, Section, Series, SeriesStyle } from '../document/index.ts';
import { cell, chartFigure, format, notes, plot, tableFigure } from '../document/index.ts';
import { type Order, type Tested, type Tests, testOf } from '../words/tested.ts';
import type { Probed } from './named-probes.ts';
import { fartherSentence } from './named-probes.ts';

type Kind = Completions['kinds'][number];
type Shares = Pick<Kind['writers'][number], 'closed' | 'broken'>;

const openerNames: Readonly<Record<Kind['kind'], string>> = {
  bracket: 'brackets',
  string: 'single-line strings',
  'multi-line string': 'multi-line strings',
  block: 'blocks',
};

const brokenBy: Readonly<Record<Kind['kind'], string>> = {
  bracket: 'A bracket is broken by a closer that is not its own or a statement that cannot occur inside it.',
  string: 'A single-line string is broken by the end of its line.',
  'multi-line string': 'A multi-line string cannot break.',
  block: 'A block is broken by a statement at the indentation of no block around it.',
};

/** A writer with the name and style used throughout the page. */
export interface NamedWriter {
  name: string;
  style: SeriesStyle;
  index: number;
}

/** The model first, the code's own continuation last. */
export function namedWriters({ kinds }: Completions): NamedWriter[] {
  const writers = kinds[0]?.writers ?? [];
  return writers.map(({ writer }, index) => ({
    index,
    name: writer === 'real' ? 'real code' : writer,
    style: writer === 'real' ? 'real' : index === 0 ? 'model' : 'ngram',
  }));
}

const fartherPrompts = {
  asked: (maxDistance: number) => `They are open for as long as ${format.count(maxDistance / 2)} characters.`,
  nameOf: ({ kind }: { readonly kind: string }) => openerNames[kind as Kind['kind']],
};

/** Name as part of a sentence. */
function writerInSentence({ name, style }: NamedWriter): string {
  return style === 'real' || /^the /i.test(name) ? name : `the ${name}`;
}

/** Metric 18. Null if nothing was continued. */
export function completionSection({ probes, tests }: Probed): Section | null {
  const completions = probes?.completions ?? null;
  if (completions === null || completions.kinds.length === 0) return null;
  const { temperature, length, prompts, documents } = completions;
  const writers = namedWriters(completions);
  const [answer, ...others] = comparisonSentences(completions, writers, tests);
  return {
    id: 'completion',
    metric: 18,
    title: 'Prompted completion',
    paragraphs: [
      answer ?? shareSentence(completions),
      [
        `Prompts are held-out code cut where something is open: ${format.countOf(prompts, 'prompt')} from ${format.countOf(documents, 'document')}, each continued for at most ${format.countOf(length, 'character')} at temperature ${temperature}. Samples choose what they open and how far they go on; a prompt sets the distance.`,
        ...[fartherSentence(probes?.farther, ['prompted'], fartherPrompts)].filter(Boolean),
        ...others,
      ].join(' '),
    ],
    figures: [byDistance, overall, byLength].map((figure) => figure(completions, writers)),
    definitions: {
      Closed:
        'The very bracket, string or block left open by the prompt is closed: by its own closer, by its quotes, or by a statement that returns to the indentation of a block around it. Whatever is neither closed nor broken is still open at the end.',
      Broken: completions.kinds.map(({ kind }) => brokenBy[kind]).join(' '),
      'Real code':
        'What the document itself goes on with, for as many characters: the most that can be expected.',
    },
  };
}

/** Says what the paired tests over all distances show, and what they do not. */
export function comparisonSentences(
  { kinds }: Completions,
  writers: readonly NamedWriter[],
  tests: Tests,
): string[] {
  return writers
    .slice(1)
    .map((writer) => {
      const name = writerInSentence(writer);
      const found = kinds.flatMap(({ kind, writers: [own, ...all] }) => {
        const test = testOf(tests, `completion/${kind}`, own!.writer, all[writer.index - 1]!.writer);
        return test === null ? [] : [{ name: openerNames[kind], test }];
      });
      const having = (order: Order) => found.filter(({ test }) => test.order === order);
      const list = (some: typeof found) =>
        format.list(some.map((one) => `${one.name} (by ${points(one.test)})`));
      const [more, less] = [having('above'), having('below')];
      const open = format.list(having('undecided').map((one) => one.name));
      const phrases = [
        ...(more.length > 0 ? [`${list(more)} more often`] : []),
        ...(less.length > 0 ? [`${list(less)} less often`] : []),
      ];
      const rest = open === '' ? '' : `; no detectable difference for ${open}`;
      const answer =
        phrases.length > 0
          ? `From the same prompts, this model closes ${phrases.join(' and ')} than ${name}${rest}.`
          : open === ''
            ? ''
            : `From the same prompts, no detectable difference between this model and ${name} for ${open}.`;
      return answer;
    })
    .filter(Boolean);
}

/** Sentence without a comparison. */
function shareSentence({ kinds }: Completions): string {
  const shares = kinds.map(({ kind, writers: [own] }) => `${openerNames[kind]} ${format.share(own!.closed)}`);
  return `Share that this model closes: ${format.list(shares)}.`;
}

/** `12.3 points, 8.1–16.0`, without its sign. */
function points({ difference, low, high }: Tested): string {
  const of = (share: number) => format.decimal(Math.abs(100 * share), 1);
  const [least, most] = [low!, high!].sort((a, b) => Math.abs(a) - Math.abs(b)) as [number, number];
  return `${of(difference)} points, ${of(least)}–${of(most)}`;
}

function byDistance({ kinds }: Completions, writers: readonly NamedWriter[]): Figure {
  const facts = kinds.flatMap(({ kind, writers: all }) =>
    writers.map(({ name, index }) => {
      const [first, last] = [all[index]!.byDistance[0], all[index]!.byDistance.at(-1)];
      return `${name}, ${openerNames[kind]}: ${format.percent(first?.closed.estimate ?? null)} at ${first?.distance ?? 0}, ${format.percent(last?.closed.estimate ?? null)} at ${last?.distance ?? 0}`;
    }),
  );
  return chartFigure({
    id: 'completion-by-distance',
    chart: plot.curves(
      kinds.map((kind) => ({
        title: openerNames[kind.kind],
        series: writers.map((writer) => seriesOf(kind, writer)),
      })),
      { horizontal: 'Open for, characters', vertical: { label: 'Share closed', scale: 'share' } },
    ),
    title: 'Closed, by how long it had been open',
    caption: 'Share of all continuations.',
    chartNote: notes.bars,
    description: `${facts.join('; ')}.`,
    columns: ['Open for, characters', ...shareColumns(writers)],
    rows: kinds.flatMap(({ kind, writers: all }) =>
      all[0]!.byDistance.map(({ distance }, row): Cell[] => [
        cell.text(`${openerNames[kind]}, ${format.count(distance)}`),
        ...writers.flatMap((writer) => shareCells(writer, all[writer.index]!.byDistance[row]!)),
      ]),
    ),
  });
}

function seriesOf({ kind, writers }: Kind, { name, style, index }: NamedWriter): Series {
  const points = writers[index]!.byDistance.map(({ distance, closed }): Point => {
    const where = `${openerNames[kind]} open for ${format.countOf(distance, 'character')}`;
    const words = `${format.percent(closed.estimate, closed)} closed correctly (${format.percentInterval(closed)}, n ${format.count(closed.n)})`;
    const { estimate: value, low, high, n } = closed;
    return { at: distance, value, low, high, thin: n < 30, title: `${name}, ${where}: ${words}` };
  });
  return { style, name, points };
}

function overall({ kinds }: Completions, writers: readonly NamedWriter[]): Figure {
  return tableFigure({
    id: 'completion-overall',
    title: 'Closed and broken, all distances',
    caption:
      'These shares depend on how many prompts there are at each distance: use them to compare writers only.',
    columns: ['', 'Prompts', ...shareColumns(writers)],
    rows: kinds.map(({ kind, writers: all }): Cell[] => [
      cell.text(openerNames[kind]),
      cell.of(all[0]!.byDistance.reduce((sum, { prompts }) => sum + prompts, 0)),
      ...writers.flatMap((writer) => shareCells(writer, all[writer.index]!)),
    ]),
  });
}

/** Columns of each writer; real code has none for broken, as nothing in it is. */
function shareColumns(writers: readonly NamedWriter[]): string[] {
  return writers.flatMap(({ name, style }) =>
    style === 'real' ? [`${name}: closed`] : [`${name}: closed`, `${name}: broken`],
  );
}

function shareCells({ style }: NamedWriter, { closed, broken }: Shares): Cell[] {
  return style === 'real' ? [cell.of(closed)] : [cell.of(closed), cell.of(broken)];
}

function byLength({ kinds }: Completions, writers: readonly NamedWriter[]): Figure {
  return tableFigure({
    id: 'completion-by-length',
    title: 'Closed, by characters written',
    folded: true,
    caption: 'Cumulative: closed within this many characters after the prompt, all distances together.',
    columns: ['Written, characters', ...writers.map(({ name }) => name)],
    rows: kinds.flatMap(({ kind, writers: all }) =>
      all[0]!.byLength.map(({ within }, row): Cell[] => [
        cell.text(`${openerNames[kind]}, ${format.count(within)}`),
        ...writers.map(({ index }) => cell.of(all[index]!.byLength[row]!.closed)),
      ]),
    ),
  });
}
