import {
  type Control,
  type ControlTask,
  copyTask,
  dyckTask,
  measureControl,
  recallTask,
} from '@longrange/eval';
import type { EvalOptions } from '../commands/eval.ts';
import { formatCount } from '../terminal/format.ts';
import type { EvaluationContext } from './evaluation.ts';
import { stage } from './stages.ts';
import { type ControlTraining, controlReader, trainControl } from './train-control.ts';

interface PlannedControl extends ControlTraining {
  readonly task: ControlTask;
  readonly testCharacters: number;
}

const small = {
  units: 64,
  embeddingSize: 16,
  sequenceLength: 64,
  learningRate: 1e-2,
  testCharacters: 60_000,
};
const large = { ...small, units: 128, embeddingSize: 32 };

const quick: readonly PlannedControl[] = [
  { ...small, task: dyckTask(2, 3), characters: 300_000 },
  { ...small, task: recallTask(64), characters: 400_000 },
];

const full: readonly PlannedControl[] = [
  { ...small, task: dyckTask(2, 3), characters: 800_000 },
  { ...small, task: dyckTask(8, 3), characters: 800_000 },
  { ...small, task: dyckTask(32, 3), characters: 800_000 },
  { ...small, task: dyckTask(128, 3), characters: 800_000 },
  { ...small, task: dyckTask(2, 5), characters: 800_000 },
  { ...small, task: dyckTask(8, 5), characters: 800_000 },
  { ...large, task: dyckTask(32, 5), characters: 800_000 },
  { ...large, task: dyckTask(128, 5), characters: 800_000 },
  { ...large, task: copyTask(8), characters: 800_000 },
  { ...small, task: recallTask(64), characters: 800_000 },
];

export const controlPlans: Readonly<Record<EvalOptions['suite'], readonly PlannedControl[]>> = {
  quick,
  full,
};

/** Metric 17: small networks learn languages whose rules are known, one after the other, and are measured like the model. */
export async function runControls({
  reporter,
  options: { suite, seed },
}: Pick<EvaluationContext, 'reporter' | 'options'>): Promise<Control[]> {
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
  const { task, units, characters, testCharacters } = plan;
  const model = await trainControl(task, plan, { seed, onShare });
  try {
    return await measureControl(task, controlReader(model), {
      model: `LSTM, 1 layer of ${units} units`,
      trainingCharacters: characters,
      testCharacters,
      // Other strings than in training.
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
