import type { Control } from '@longrange/eval';
import { countCell, nothing, proportionCell, textCell } from '../document/cells.ts';
import { withInterval } from '../document/compare.ts';
import { d80Interval, d80Value, readD80 } from '../document/d80.ts';
import type { Cell, Figure, Result, Section } from '../document/types.ts';
import { capitalize, formatCount } from '../text/format.ts';
import { criterionNote, seriesFigure } from './bucket-figure.ts';

/** Metric 17. Null where no control was trained. */
export function controlsSection(result: Result): Section | null {
  const controls = result.probes?.controls ?? [];
  if (controls.length === 0) return null;
  const figures = [byDistance(controls), summary(controls)];
  return {
    id: 'controls',
    metric: 17,
    title: 'Controls with a known answer',
    paragraphs: [
      'Code mixes many dependencies. These little languages have one kind each, and the right answer is known. A small network of its own is trained on each, and tested on texts longer than it ever saw.',
      controls.map(controlSentence).join(' '),
    ],
    figures: figures.filter((figure) => figure !== null),
    definitions: [
      {
        term: 'Dyck-(k, m)',
        text: 'Brackets of k types, nested at most m deep: the language of closing what was opened.',
      },
      { term: 'Copy', text: 'A string, then the same string again.' },
      { term: 'Recall', text: 'A question about a character that came some time before: the lag.' },
    ],
  };
}

/** Whether it is shown to hold at distances beyond the length it was trained on. */
export function controlSentence(control: Control): string {
  const { label, accuracy, trainingLength, d80 } = control;
  const name = capitalize(label);
  if (accuracy.estimate === null) return `${name}: nothing to count.`;
  const reading = readD80(control);
  const range = d80.characters === null ? 'no D80' : `D80 ${d80Value(d80)} characters`;
  const beyond = control.byDistance.filter(({ from, thin, n }) => from >= trainingLength && !thin && n > 0);
  const generalises =
    reading.low !== null && reading.low > trainingLength
      ? `, shown beyond the ${formatCount(trainingLength)} it was trained on`
      : beyond.length === 0
        ? ''
        : `, not shown beyond the ${formatCount(trainingLength)} it was trained on`;
  return `${name}: ${withInterval(accuracy)} right, ${range}${generalises}.`;
}

function byDistance(controls: readonly Control[]): Figure | null {
  const series = controls.map(({ label, byDistance: buckets }) => ({ name: label, buckets }));
  return seriesFigure(series, {
    id: 'controls-by-distance',
    chart: 'controls-by-distance',
    title: 'Share held, by distance, for each control',
    caption: 'Closers for Dyck, characters for copy, answers by lag for recall.',
    chartNote: `${criterionNote} A line drops from it where D80 lies.`,
    heading: 'Distance, characters',
  });
}

function summary(controls: readonly Control[]): Figure {
  const title = 'The controls and their networks';
  return {
    id: 'controls',
    chart: null,
    folded: true,
    title,
    caption: '',
    description: '',
    table: {
      caption: title,
      columns: [
        '',
        'Network',
        'Characters of training',
        'Trained on length',
        'Tested on length',
        'Right',
        'D80',
        'By the 95 % intervals',
      ],
      rows: controls.map((control): Cell[] => {
        const interval = d80Interval(readD80(control));
        return [
          textCell(control.label),
          textCell(control.model),
          countCell(control.trainingCharacters),
          countCell(control.trainingLength),
          countCell(control.testLength),
          proportionCell(control.accuracy),
          textCell(d80Value(control.d80)),
          interval === null ? nothing : textCell(interval),
        ];
      }),
    },
  };
}
