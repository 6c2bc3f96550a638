import { LongrangeError } from '@longrange/errors';
import { runProgram } from './install/run-program.ts';

/** Options of a GPU */
export interface GpuOptions {
  /** Index in nvidia-smi's numbering; default: the first that `CUDA_VISIBLE_DEVICES` lists, else CUDA's first. */
  readonly index?: number;
  /** Maximum memory in MiB, including that of CUDA itself; default: as needed, up to all */
  readonly memory?: number;
  /** Allow TF32, with 10 bits of fraction, in products of float32; default: false */
  readonly tf32?: boolean;
}

/** A GPU as nvidia-smi lists it; memory in MiB. */
export interface Gpu {
  readonly index: number;
  readonly uuid: string;
  readonly name: string;
  readonly free: number;
}

/** Environment variables to set, or to unset if undefined. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Returns the variables that CUDA and TensorFlow read when they are loaded: one GPU, since tfjs-node would claim all and compute on the
 * last; memory as needed; and full float32, as on other engines, rather than the 19 bits of TF32.
 *
 * @param list lists the GPUs of this machine; called only if needed
 * @throws LongrangeError `ENGINE_GPU_OPTION` (exit code 2) for a GPU that does not exist, or more memory than it has free
 */
export async function gpuEnvironment(
  { index, memory, tf32 = false }: GpuOptions,
  given: Environment,
  list: () => Promise<readonly Gpu[]> = listGpus,
): Promise<Environment> {
  const [visible] = index === undefined ? (given.CUDA_VISIBLE_DEVICES ?? '0').split(',') : [String(index)];
  const chosen =
    index === undefined && memory === undefined ? undefined : findGpu(await list(), visible!, index);
  return {
    CUDA_VISIBLE_DEVICES: visible,
    // Number GPUs as nvidia-smi does, not fastest first.
    ...(chosen !== undefined && { CUDA_DEVICE_ORDER: 'PCI_BUS_ID' }),
    TF_FORCE_GPU_ALLOW_GROWTH: given.TF_FORCE_GPU_ALLOW_GROWTH ?? 'true',
    NVIDIA_TF32_OVERRIDE: tf32 ? undefined : (given.NVIDIA_TF32_OVERRIDE ?? '0'),
    ...(memory !== undefined && { TF_DEVICE_MIN_SYS_MEMORY_IN_MB: String(left(chosen!, memory)) }),
  };
}

/** Memory to leave free, since that is what TensorFlow takes as an option. */
function left({ index, name, free }: Gpu, memory: number): number {
  if (memory <= free) return free - memory;
  throw refused(
    `Expected a limit of at most ${free} MiB, the free memory of GPU ${index} (${name}), got ${memory}.`,
    'nvidia-smi shows what uses the rest.',
  );
}

function findGpu(gpus: readonly Gpu[], visible: string, index: number | undefined): Gpu {
  const found = gpus.find((gpu) => visible === String(gpu.index) || gpu.uuid === visible);
  if (found !== undefined) return found;
  const here = gpus.map(({ index: number, name }) => `${number} (${name})`).join(', ') || 'none';
  const wanted = index === undefined ? `\`CUDA_VISIBLE_DEVICES\`, ${visible},` : 'the device';
  throw refused(
    `Expected ${wanted} to be one of those that nvidia-smi lists: ${here}${index === undefined ? '' : `; got ${index}`}.`,
    gpus.length === 0 ? 'without a GPU, --engine simd or native computes.' : 'nvidia-smi -L lists them.',
  );
}

/** Lists the GPUs that nvidia-smi reports; none without a driver */
async function listGpus(): Promise<readonly Gpu[]> {
  const query = ['--query-gpu=index,uuid,name,memory.free', '--format=csv,noheader,nounits'];
  const { succeeded, output } = await runProgram('nvidia-smi', query);
  return succeeded ? parseGpus(output) : [];
}

/** Parses lines such as `0, GPU-…, NVIDIA A100-SXM4-40GB, 40338` */
export function parseGpus(output: string): Gpu[] {
  return output.split('\n').flatMap((line) => {
    const match = /^(\d+), (\S+), (.+), (\d+)$/.exec(line.trim());
    if (match === null) return [];
    return [{ index: Number(match[1]), uuid: match[2]!, name: match[3]!, free: Number(match[4]) }];
  });
}

function refused(message: string, hint: string): LongrangeError {
  return new LongrangeError({ code: 'ENGINE_GPU_OPTION', message, hint, exitCode: 2 });
}
