import { installTensorFlow } from '@longrange/backend-tensorflow';
import type { ExitCode } from '@longrange/errors';
import { createReporter } from '../terminal/reporter.ts';

/** Runs `longrange tensorflow`. */
export async function runTensorflow({
  gpu,
  wheel,
}: {
  readonly gpu: boolean;
  readonly wheel?: string | undefined;
}): Promise<ExitCode | 0> {
  const reporter = createReporter(process.stdout);
  const { folder, kept, device } = await installTensorFlow({
    device: gpu ? 'gpu' : 'cpu',
    ...(wheel !== undefined && { wheel }),
    onStep: (step) => reporter.line(`${step} …`),
  });
  reporter.fact(kept ? 'kept' : 'built', [folder, `works; computes on the ${device}`]);
  if (gpu && device !== 'GPU')
    reporter.line(
      'Expected TensorFlow to find a GPU, but it found none: nvidia-smi shows whether the driver sees one.',
    );
  reporter.line(`--engine ${gpu ? 'node-gpu' : 'node'} uses it.`);
  return 0;
}
