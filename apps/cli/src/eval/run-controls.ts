import { type ControlTask, copyTask, dyckTask, measureControl, recallTask } from '@longrange/eval/controls';
import type { Control } from '@longrange/eval/result';
import type { EvalOptions } from '../options/eval-options.ts';
import { formatCount } from '../terminal/format.ts';
import type { EvalContext } from './context.ts';
import { stage } from './stages.ts';
import { type ControlTraining, controlReader, trainControl } from './train-control.ts';

interface PlannedControl extends Omit<ControlTraining, 'network'> {
  readonly task: ControlTask;
  readonly units: number;
  readonly embeddingSize: number;
  readonly testCharacters: number;
}

const base = {
  units: 64,
  embeddingSize: 16,
  sequenceLength: 64,
  learningRate: 1e-2,
  testCharacters: 200_000,
};

/** Settings found by trial (docs/metrics.md, 17): small languages are learned completely, large ones as far as time allows. */
const full: readonly PlannedControl[] = [
  { ...base, task: dyckTask(2, 3), characters: 800_000 },
  { ...base, task: dyckTask(8, 3), characters: 1_500_000 },
  { ...base, task: dyckTask(32, 3), characters: 1_500_000, embeddingSize: 32 },
  { ...base, task: dyckTask(128, 3), characters: 1_500_000, embeddingSize: 32 },
  { ...base, task: dyckTask(2, 5), characters: 1_500_000 },
  { ...base, task: dyckTask(8, 5), characters: 2_000_000 },
  { ...base, task: dyckTask(32, 5), characters: 1_500_000, units: 96, embeddingSize: 32 },
  { ...base, task: dyckTask(128, 5), characters: 1_500_000, units: 128, embeddingSize: 64 },
  { ...base, task: copyTask(16), characters: 1_500_000, units: 96 },
  { ...base, task: recallTask(128), characters: 1_500_000 },
];

const quick: readonly PlannedControl[] = [
  { ...base, task: dyckTask(2, 3), characters: 300_000, testCharacters: 60_000 },
  { ...base, task: recallTask(32), characters: 600_000, testCharacters: 60_000 },
];

export const controlPlans: Readonly<Record<EvalOptions['suite'], readonly PlannedControl[]>> = {
  quick,
  full,
};

/** Metric 17: trains small networks, one after the other, on languages with known rules, and measures them like the model. */
export async function runControls({
  reporter,
  options: { suite, seed },
}: Pick<EvalContext, 'reporter' | 'options'>): Promise<Control[]> {
  const controls: Control[] = [];
  for (const plan of controlPlans[suite]) {
    controls.push(
      await stage(
        reporter,
        `control ${plan.task.label}`,
        (onShare) => learnControl(plan, seed, onShare),
        describeControl,
      ),
    );
  }
  return controls;
}

async function learnControl(
  plan: PlannedControl,
  seed: number,
  onShare: (share: number) => void,
): Promise<Control> {
  const { task, units, embeddingSize, characters, testCharacters } = plan;
  const network = { layers: 1, units, embeddingSize };
  const model = await trainControl(task, { ...plan, network }, { seed, onShare });
  try {
    return await measureControl(task, controlReader(model), {
      model: `LSTM, 1 layer of ${units} units`,
      trainingCharacters: characters,
      testCharacters,
      // Different strings from those in training.
      seed: seed ^ 0x5bd1e995,
    });
  } finally {
    model.dispose();
  }
}

function describeControl({ accuracy, d80 }: Control): string {
  const reach =
    d80.characters === null
      ? 'no D80'
      : `D80 ${formatCount(d80.characters)}${d80.limited ? ' (where the data end)' : ''}`;
  return `${(100 * (accuracy.estimate ?? 0)).toFixed(1)} % held of ${formatCount(accuracy.n)}, ${reach}`;
}
