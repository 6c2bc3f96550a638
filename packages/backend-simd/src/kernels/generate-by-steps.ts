import { LongrangeError } from '@longrange/errors';
import { GENERATE_BY_STEPS, type GenerateByStepsAttributes, NOT_REPEATABLE } from '@longrange/ops/internal';
import { type TensorInfo, engine as tensorEngine, tidy, util } from '@tensorflow/tfjs-core';
import { checkSteps, onBestThreads } from './generate.ts';
import { isLarge, type KernelCall, type NamedKernel } from './kernel.ts';
import { operands, padded, shapeOf } from './operands.ts';

/**
 * Writes characters with any network: records the jobs of one step, which reads a character and a state in the engine's memory, adds those that
 * choose the next character and replace the state, and repeats them as one job.
 */
function generateBySteps(call: KernelCall): TensorInfo[] {
  const { backend, output, scratch } = call;
  const { engine } = backend;
  const { step, steps, temperature, topK, topP, uniforms } =
    call.attrs as unknown as GenerateByStepsAttributes;
  const [B = 0] = shapeOf(call, 'tokens');
  checkSteps(call, B);
  const given = operands(call, { tokens: { ids: [B], below: 2 ** 31 } });
  const initial = Object.keys(call.inputs).flatMap((name) => (name === 'tokens' ? [] : [call.inputs[name]!]));
  const from = initial.map((info) => backend.address(info));
  const written = output([steps, B], 'int32');
  const random = scratch(uniforms.byteLength);
  engine.heap.doubles(random, uniforms.length).set(uniforms);
  const time = scratch(4);
  const state: ReturnType<typeof output>[] = [];

  /** A tensor of a carried value, for the step; the value outlives it. */
  const tensorOf = (info: TensorInfo) => {
    backend.incRef(info.dataId);
    return tensorEngine().makeTensorFromTensorInfo(info);
  };
  const work = () => {
    const tokens = output([1, B], 'int32');
    engine.heap.integers(tokens.address, B).set(engine.heap.integers(given.tokens, B));
    initial.forEach(({ shape }, part) => {
      const size = util.sizeFromShape(shape);
      const carried = output([...shape]);
      engine.heap.floats(carried.address, size).set(engine.heap.floats(from[part]!, size));
      state.push(carried);
    });
    tidy(() => {
      const next = step(
        tensorOf(tokens.info) as Parameters<typeof step>[0],
        state.map(({ info }) => tensorOf(info)),
      );
      const V = next.logits.shape[1];
      const scratchBytes = 12 * padded(V);
      const choice = { temperature, topK, topP, uniforms: random, time, written: written.address };
      const words = { ...choice, logits: backend.address(next.logits), tokens: tokens.address };
      const own = { scratch: scratch(scratchBytes * engine.threads), scratchBytes };
      engine.run('chooseCharacters', { B, V, ...words, ...own }, isLarge(B * V * 16));
      next.state.forEach((tensor, part) => {
        const [at, to] = [backend.address(tensor), state[part]!.address];
        const isSame = util.arraysEqual(tensor.shape, initial[part]!.shape) && tensor.dtype === 'float32';
        if (!isSame || state.some(({ address }) => address === at && at !== to)) throw notCarried();
        if (at !== to) engine.run('copy', { size: tensor.size, from: at, to }, isLarge(tensor.size / 16));
      });
    });
    backend.disposeData(tokens.info.dataId);
  };
  engine.record(work, (jobs) => {
    const kind = jobs.map(({ job }) => job).join();
    const isShared = jobs.some(({ shares }) => shares > 1);
    onBestThreads(engine, `${kind} ${B}`, { steps, sequences: B, isShared }, (threads) =>
      engine.repeat(jobs, steps, time, threads),
    );
  });
  return [written.info, ...state.map(({ info }) => info)];
}

function notCarried(): LongrangeError {
  return new LongrangeError({
    code: NOT_REPEATABLE,
    message: 'Expected a step to return a new state of the same shapes, got another.',
    hint: 'run this step by step.',
  });
}

export const generateByStepsKernels: readonly NamedKernel[] = [[GENERATE_BY_STEPS, generateBySteps]];
