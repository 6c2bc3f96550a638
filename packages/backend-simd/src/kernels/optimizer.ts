import {
  ADAM_STEPS,
  type AdamAttributes,
  SQUARED_NORMS,
  type SquaredNormsAttributes,
} from '@longrange/ops/internal';
import { type TensorInfo, util } from '@tensorflow/tfjs-core';
import { adamTensors, normTensor } from '../generated/declarations.ts';
import { isLarge, type KernelCall, type NamedKernel } from './kernel.ts';
import { operands, refuse, shapeOf } from './operands.ts';

const totalSize = (tensors: readonly { readonly size: number }[]): number =>
  tensors.reduce((total, { size }) => total + size, 0);

function squaredNorms(call: KernelCall): TensorInfo {
  const { backend } = call;
  const { engine } = backend;
  const { count } = call.attrs as unknown as SquaredNormsAttributes;
  expectInputs(call, 'count', count, 1);
  const tensors = Array.from({ length: count }, (_, i) => {
    const name = `x${i}`;
    const shape = shapeOf(call, name);
    return { i, size: util.sizeFromShape(shape), x: operands(call, { [name]: shape })[name]! };
  });
  // Threads take one tensor after the other: the largest first, so that no large one is left to the end.
  const ordered = tensors.toSorted((a, b) => b.size - a.size);
  const recordBytes = engine.recordBytes(normTensor);
  const to = call.scratch(8 * (count + 1) + recordBytes * count);
  const next = to + 8 * count;
  engine.heap.integers(next, 1)[0] = 0;
  const records = next + 8;
  ordered.forEach(({ i, size, x }, place) => {
    engine.writeRecord(records + recordBytes * place, normTensor, { size, x, to: to + 8 * i });
  });
  engine.run('squaredNorms', { count, records, next }, isLarge(totalSize(tensors)));
  return backend.makeTensorInfo([count], 'float32', Float32Array.from(engine.heap.doubles(to, count)));
}

function adamSteps(call: KernelCall): TensorInfo[] {
  const { backend } = call;
  const { engine } = backend;
  const attributes = call.attrs as unknown as AdamAttributes;
  const { learningRate, beta1, beta2, epsilon, step } = attributes;
  const { gradientScales, weightDecays, donate = false } = attributes;
  const count = gradientScales.length;
  expectInputs(call, 'gradientScales', count, 4);
  const canWriteOver = donate ? unshared(call) : () => false;
  const tensors = gradientScales.map((gradientScale, i) => {
    const names = [`parameter${i}`, `firstMoment${i}`, `secondMoment${i}`, `gradient${i}`] as const;
    const shape = shapeOf(call, names[0]);
    const addresses = operands(call, Object.fromEntries(names.map((name) => [name, shape])));
    const updated = names.slice(0, 3).map((name) => updatable(call, name, addresses[name]!, canWriteOver));
    const decay = learningRate * (weightDecays?.[i] ?? 0);
    return { gradientScale, decay, size: util.sizeFromShape(shape), gradient: addresses[names[3]]!, updated };
  });
  const rate = (learningRate * Math.sqrt(1 - beta2 ** step)) / (1 - beta1 ** step);
  const recordBytes = engine.recordBytes(adamTensors);
  const records = call.scratch(recordBytes * count);
  tensors.forEach(({ gradientScale, decay, size, gradient, updated }, i) => {
    const [parameter, m, v] = updated.map(({ address }) => address) as [number, number, number];
    const record = { size, parameter, gradient, m, v, gradientScale, decay };
    engine.writeRecord(records + recordBytes * i, adamTensors, record);
  });
  const args = { count, records, rate, beta1, beta2, epsilon };
  engine.run('adam', args, isLarge(totalSize(tensors)));
  return tensors.flatMap(({ updated }) =>
    updated.map(({ info, isInput }) => {
      if (isInput) backend.incRef(info.dataId);
      return info;
    }),
  );
}

/** @throws LongrangeError `ENGINE_OPERAND` unless there are `each` inputs for each of `count` tensors */
function expectInputs(call: KernelCall, attribute: string, count: number, each: number): void {
  const inputs = Object.keys(call.inputs).length;
  if (count * each !== inputs) refuse(call, attribute, `for ${inputs / each} tensors`, `${count}`);
}

interface Updatable {
  readonly info: TensorInfo;
  readonly address: number;
  /** True if it is the input itself */
  readonly isInput: boolean;
}

/** Returns an input to be overwritten: itself if that is allowed, else a copy */
function updatable(
  { inputs, backend, output }: KernelCall,
  name: string,
  address: number,
  canWriteOver: (input: TensorInfo) => boolean,
): Updatable {
  const { dataId, shape, dtype } = inputs[name]!;
  if (canWriteOver(inputs[name]!)) return { info: { dataId, shape, dtype }, address, isInput: true };
  const copy = output([...shape]);
  const { heap } = backend.engine;
  const size = util.sizeFromShape(shape);
  heap.floats(copy.address, size).set(heap.floats(address, size));
  return { ...copy, isInput: false };
}

/** Returns a test for inputs whose data is shared with no other input and held nowhere else */
function unshared({ inputs, backend }: KernelCall): (input: TensorInfo) => boolean {
  const once = new Set<object>();
  const twice = new Set<object>();
  for (const input of Object.values(inputs)) {
    if (input !== undefined) (once.has(input.dataId) ? twice : once).add(input.dataId);
  }
  return ({ dataId }) => !twice.has(dataId) && backend.refCount(dataId) === 1;
}

export const optimizerKernels: readonly NamedKernel[] = [
  [SQUARED_NORMS, squaredNorms],
  [ADAM_STEPS, adamSteps],
];
