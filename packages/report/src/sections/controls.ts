import type { Control, D80 } from '@longrange/eval/internal';
import type { BucketPanel, Figure, Section } from '../document/index.ts';
import { cell, format, notes, shareFigure, tableFigure } from '../document/index.ts';
import { tableOf } from '../words/subjects.ts';

/** Metric 17. Null if no control was trained. */
export function controlsSection(controls: readonly Control[]): Section | null {
  if (controls.length === 0) return null;
  const figures = [
    byDistance(controls),
    tableFigure({
      id: 'controls',
      title: 'Control tasks and their networks',
      folded: true,
      ...tableOf(controls, {
        '': ({ label }) => cell.text(label),
        Network: ({ model }) => cell.text(model),
        'Training characters': ({ trainingCharacters }) => cell.of(trainingCharacters),
        'Training length': ({ trainingLength }) => cell.of(trainingLength),
        'Test length': ({ testLength }) => cell.of(testLength),
        Right: ({ accuracy }) => cell.of(accuracy),
        D80: ({ d80 }) => cell.text(d80Value(d80)),
        '95 % interval': ({ d80 }) => {
          const interval = d80Interval(d80);
          return interval === null ? cell.nothing : cell.text(interval);
        },
      }),
    }),
  ];
  return {
    id: 'controls',
    metric: 17,
    title: 'Control tasks',
    paragraphs: [
      summarySentence(controls),
      'Code mixes many dependencies. Each of these small languages has one kind, and the right answer is known. A small network of its own learns each and is tested on texts longer than any it saw in training.',
      controls.map(controlSentence).join(' '),
    ],
    figures: figures.filter((figure) => figure !== null),
    definitions: {
      'Dyck-(k, m)': 'Brackets of k types, nested at most m deep.',
      Copy: 'A string, then the same string again.',
      Recall: 'A question about a character that came some time before. The time is the lag.',
    },
  };
}

/** States the D80 of each task, from its smallest to its largest over the task's controls. */
export function summarySentence(controls: readonly Control[]): string {
  const tasks = [...new Set(controls.map(({ task }) => task))];
  const ranges = tasks.map((task) => {
    const reaches = controls.filter((one) => one.task === task).map(({ d80 }) => d80);
    const sorted = [...reaches].sort((a, b) => (a.characters ?? 0) - (b.characters ?? 0));
    const [least, most] = [d80Value(sorted[0]!), d80Value(sorted.at(-1)!)];
    return `${task === 'dyck' ? 'brackets (Dyck)' : task} ${least === most ? least : `from ${least} to ${most}`}`;
  });
  return `Distance up to which 80 % is right (D80), in characters: ${ranges.join(', ')}.${conclusion(controls)}`;
}

/** Draws a conclusion if all networks hold brackets as far as the test goes; else empty. */
function conclusion(controls: readonly Control[]): string {
  const all = controls.filter(({ task }) => task === 'dyck');
  if (all.length === 0 || all.some(({ d80 }) => !d80.limited || d80.characters === null)) return '';
  const least = Math.min(...all.map(({ d80 }) => d80.characters!));
  const [network] = all[0]!.model.split(',');
  return ` A small ${network} holds a bracket for ${format.count(least)} characters or more (the test goes no farther) when that is all it must learn: forgetting in code is no limit of this architecture.`;
}

/** States how well a network does, and whether it is shown to hold beyond the length that it was trained on. */
export function controlSentence(control: Control): string {
  const { label, accuracy, trainingLength, d80 } = control;
  const name = format.capitalize(label);
  if (accuracy.estimate === null) return `${name}: nothing to count.`;
  const range =
    d80.characters === null
      ? 'no D80'
      : `D80 ${d80Value(d80)} ${d80.characters === 1 ? 'character' : 'characters'}`;
  const beyond = control.byDistance.filter(({ from, thin, n }) => from >= trainingLength && !thin && n > 0);
  const generalises =
    d80.low !== null && d80.low > trainingLength
      ? `, beyond its training length of ${format.count(trainingLength)}`
      : beyond.length === 0
        ? ''
        : `, not shown beyond its training length of ${format.count(trainingLength)}`;
  return `${name}: ${format.share(accuracy)} right, ${range}${generalises}.`;
}

function byDistance(controls: readonly Control[]): Figure | null {
  const panels = controls.map(
    ({ label, byDistance: buckets, d80 }): BucketPanel => ({
      title: label,
      series: [{ style: 'model', name: label, buckets }],
      drops: d80.characters === null ? [] : [{ style: 'model', at: d80.characters }],
    }),
  );
  return shareFigure(panels, {
    id: 'controls-by-distance',
    axes: { vertical: 'Share right', horizontal: 'Distance, characters', threshold: true },
    title: 'Control tasks, by distance',
    caption: 'Right answers: closers for Dyck, characters for copy, answers by lag for recall.',
    chartNote: `${notes.criterion} Vertical lines: D80.`,
    heading: 'Distance, characters',
  });
}

/** `256`, `at least 256`, `none`. */
export function d80Value({ characters, limited }: Pick<D80, 'characters' | 'limited'>): string {
  if (characters === null) return 'none';
  return limited ? `at least ${format.count(characters)}` : format.count(characters);
}

/**
 * Returns the interval of D80: `128–512`, `0–16`, or `128 or more` if its upper end is not reached because no bucket is shown to fail
 * before the data end. Null if nothing is shown.
 */
export function d80Interval({ low, high }: D80): string | null {
  if (low === null) return high === null ? null : `0–${format.count(high)}`;
  if (high === null) return `${format.count(low)} or more`;
  return low === high ? format.count(low) : `${format.count(low)}–${format.count(high)}`;
}
