import type { Result } from '@longrange/eval/internal';
import { format, type Report } from '../../document/internal.ts';
import { trainingSection } from '../training.ts';
import { describeSweep } from './describe-sweep.ts';
import { sorted } from './settings.ts';

/** One training: its current state. */
export interface Training {
  readonly name: string;
  /** `LSTM 2 × 256` */
  readonly network: string;
  /** `running: step 400 of 3,912, about 3 min left` */
  readonly status: string;
  /** Bits per character of the best checkpoint on the test split, with a 95 % interval. */
  readonly test: { readonly bits: number; readonly low: number | null; readonly high: number | null } | null;
  readonly curve: Result['training'];
}

/** Describes a training as data: the page of a sweep with one trial, and with the training loss. */
export function describeTraining({ name, network, status, test, curve }: Training): Report {
  const [best] = sorted(curve, ({ validationBits }) => validationBits);
  const validationBits = best?.validationBits ?? null;
  const one = { number: 0, setting: 0, seed: null, values: [], status, step: 0, curve: [] };
  const trials = [{ ...one, validationBits, testBits: test?.bits ?? null }];
  const sweep = {
    name,
    description: undefined,
    size: network,
    counts: status,
    parameters: [],
    notes: [],
    trials,
  };
  const { numerals, ...page } = describeSweep(sweep, null);
  const section = trainingSection({ training: curve });
  const interval = test?.low == null ? '' : ` (${format.bits(test.low)}–${format.bits(test.high)})`;
  const beside =
    test === null
      ? []
      : [{ style: 'model' as const, name: 'test split', words: `${format.bits(test.bits)}${interval}` }];
  return {
    ...page,
    command: 'longrange train',
    numerals: numerals.map((numeral) => ({
      ...numeral,
      meaning: 'The lowest on the validation split, by which checkpoints are judged.',
      note: `at step ${format.count(best!.step)}`,
      beside,
    })),
    notices: (section?.paragraphs ?? []).map((text) => ({ title: 'Training', warning: false, text })),
    figure: section?.figures[0] ?? null,
    parts: [],
    source: 'the folder of the run',
  };
}
