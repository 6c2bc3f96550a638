import { proportion, spreadOf } from '@longrange/eval/statistics';
import { CONTROLS, FAMILIES } from './families-plan.ts';

/** Answers by the size of what was asked: `[size, right, asked]`, sizes up to 4, from 5 to 8, from 9 to 16, … */
export type Answers = readonly (readonly [size: number, right: number, asked: number])[];

/** What came of one training. */
export interface Trained {
  readonly control: string;
  readonly family: string;
  readonly rate: number;
  readonly seed: number;
  readonly parameters: number;
  /** Of strings that only choose the rate, and of others. */
  readonly validation: Answers;
  readonly test: Answers;
}

/** Of all answers, each size weighing as much as any other. */
export function shareRight(answers: Answers): number {
  return answers.reduce((sum, [, right, asked]) => sum + right / asked, 0) / answers.length;
}

/** A table in Markdown for each control: the mean over seeds of the share right, %, by size. */
export function tables(all: readonly Trained[]): string {
  return Object.entries(CONTROLS)
    .filter(([control]) => all.some((one) => one.control === control))
    .map(([control, { sizes, chance, task }]) => {
      const own = all.filter((one) => one.control === control);
      const columns = [...new Set(own.flatMap(({ test }) => test.map(([size]) => size)))].sort(
        (a, b) => a - b,
      );
      const heads = columns.map(
        (size) => `${size === 4 ? '1' : size / 2 + 1}–${size}${size > task.trainingLength ? ' *' : ''}`,
      );
      const rows = Object.keys(FAMILIES).flatMap((family) => {
        const seeds = own.filter((one) => one.family === family);
        if (seeds.length === 0) return [];
        const { rate, parameters } = seeds[0]!;
        return row([
          family,
          parameters.toLocaleString('en'),
          `${rate}`,
          `${seeds.length}`,
          ...columns.map((size) => shareOf(seeds, size)),
        ]);
      });
      return [
        `**${task.label}**: % right by ${sizes}; * more than in training; chance ${chance}.`,
        '',
        row(['family', 'parameters', 'rate', 'seeds', ...heads]),
        row(Array.from({ length: heads.length + 4 }, () => '---')),
        ...rows,
        '',
      ].join('\n');
    })
    .join('\n');
}

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** With a 95 % interval: the t interval over seeds or the Wilson interval over answers, on each side the wider. */
function shareOf(seeds: readonly Trained[], size: number): string {
  const counts = seeds.flatMap(({ test }) => test.filter(([one]) => one === size));
  if (counts.length === 0) return '';
  const shares = counts.map(([, right, asked]) => right / asked);
  const [right, asked] = [1, 2].map((at) => counts.reduce((sum, count) => sum + count[at]!, 0)) as [
    number,
    number,
  ];
  const answers = proportion(right, asked);
  const { low, high } = spreadOf(shares) ?? answers;
  const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
  const percent = (share: number) => (100 * Math.min(1, Math.max(0, share))).toFixed(0);
  return `${percent(mean)} (${percent(Math.min(low, answers.low))}–${percent(Math.max(high, answers.high))})`;
}
