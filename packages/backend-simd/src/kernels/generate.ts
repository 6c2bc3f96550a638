import { GENERATE, type GenerateAttributes } from '@longrange/ops/internal';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { Engine } from '../engine.ts';
import { cells, plan, planLayer } from '../generated/declarations.ts';
import type { Values } from '../jobs.ts';
import { type KernelCall, type NamedKernel, PARALLEL_WORK } from './kernel.ts';
import { matrixSizes, operands, refuse, shapeOf } from './operands.ts';
import { packPanels, wholePanels } from './panels.ts';

const TILE_ROWS = 4;
/** Number of sequences from which several threads pay; with fewer, there is so little work between barriers that it depends on the machine */
const PARALLEL_SEQUENCES = 8;

/** Thread choices by engine, and by size of network and batch */
const threadChoices = new WeakMap<Engine, Map<string, ThreadChoice>>();

function threadChoice(engine: Engine, size: string): ThreadChoice {
  const choices = threadChoices.get(engine) ?? new Map<string, ThreadChoice>();
  threadChoices.set(engine, choices);
  const choice = choices.get(size) ?? new ThreadChoice();
  choices.set(size, choice);
  return choice;
}

/** Sizes with the padding that assembly/generate.ts needs */
interface Size {
  readonly B: number;
  readonly rows: number;
  readonly H: number;
  readonly Hp: number;
  readonly V: number;
  readonly Vp: number;
}

/** Returns the address of a float32 [rows, width] with the [count, columns] at `from` in its top left corner, zero elsewhere */
function padded(
  { backend, scratch }: KernelCall,
  from: number,
  [count, columns]: readonly [number, number],
  [rows, width]: readonly [number, number],
): number {
  const { heap } = backend.engine;
  const address = scratch(rows * width * 4);
  const to = heap.floats(address, rows * width).fill(0);
  const values = heap.floats(from, count * columns);
  for (let row = 0; row < count; row++)
    to.set(values.subarray(row * columns, (row + 1) * columns), row * width);
  return address;
}

/** Addresses of a layer's operands; 0 for those that it lacks */
type LayerOperands = Readonly<Record<'kernel' | 'recurrentKernel' | 'bias' | 'hidden' | 'cell', number>>;

function layerOperands(call: KernelCall, layer: number, B: number, H: number): LayerOperands {
  const address = (name: string, shape: readonly number[]): number => {
    const input = `${name}${layer}`;
    return operands(call, { [input]: shape })[input]!;
  };
  return {
    kernel: layer === 0 ? 0 : address('kernel', [H, 4 * H]),
    bias: layer === 0 ? 0 : address('bias', [4 * H]),
    recurrentKernel: address('recurrentKernel', [H, 4 * H]),
    hidden: address('hidden', [B, H]),
    cell: attributesOf(call).cell === 'lstm' ? address('cell', [B, H]) : 0,
  };
}

/** One layer's part of the plan */
function prepareLayer(
  call: KernelCall,
  from: LayerOperands,
  { B, rows, H, Hp }: Size,
): Values<typeof planLayer> {
  const gates = (kernel: number): number => {
    const operand = { from: kernel, stride: 16 * H, along: true, columns: H, depth: H, blocks: 4 };
    return packPanels(call, { ...operand, interleaved: B === 1 });
  };
  const state = (values: number): number => padded(call, values, [B, H], [rows, Hp]);
  return {
    kernel: from.kernel && gates(from.kernel),
    recurrentKernel: gates(from.recurrentKernel),
    bias: from.bias && padded(call, from.bias, [4, H], [4, Hp]),
    hidden: state(from.hidden),
    otherHidden: call.scratch(rows * Hp * 4),
    cell: from.cell && state(from.cell),
  };
}

function unpad(call: KernelCall, from: number, { B, H, Hp }: Size): TensorInfo {
  const { heap } = call.backend.engine;
  const { info, address } = call.output([B, H]);
  const [to, values] = [heap.floats(address, B * H), heap.floats(from, B * Hp)];
  for (let b = 0; b < B; b++) to.set(values.subarray(b * Hp, b * Hp + H), b * H);
  return info;
}

function attributesOf({ attrs }: KernelCall): GenerateAttributes {
  return attrs as unknown as GenerateAttributes;
}

/** @throws LongrangeError `ENGINE_OPERAND` */
function checkAttributes(call: KernelCall, B: number): void {
  const { layers, cell } = attributesOf(call);
  if (!isCount(layers)) refuse(call, 'layers', 'to be a positive integer', `${layers}`);
  if (!cells.includes(cell)) refuse(call, 'cell', `to be one of ${cells.join(', ')}`, `${cell}`);
  checkSteps(call, B);
}

/** Checks what every kernel that generates takes. @throws LongrangeError `ENGINE_OPERAND` */
export function checkSteps(call: KernelCall, B: number): void {
  const { steps, uniforms } = attributesOf(call);
  if (!isCount(steps)) refuse(call, 'steps', 'to be a positive integer', `${steps}`);
  if (uniforms.length !== steps * B)
    refuse(call, 'uniforms', `to be ${steps} × ${B} numbers`, `${uniforms.length}`);
}

const isCount = (value: number): boolean => Number.isInteger(value) && value > 0;

/**
 * Runs work in whose every step threads wait for each other, on as many of them as is fastest; the result does not depend on their number.
 *
 * @param kind same for all work whose steps take the same time
 */
export function onBestThreads(
  engine: Engine,
  kind: string,
  work: { readonly steps: number; readonly sequences: number; readonly isShared: boolean },
  run: (threads: number) => void,
): void {
  const { steps, sequences, isShared } = work;
  if (engine.threads === 1 || !isShared) run(1);
  else if (sequences >= PARALLEL_SEQUENCES) engine.threadCount.run(kind, steps, run);
  else threadChoice(engine, kind).run(steps, (parallel) => run(parallel ? engine.threads : 1));
}

function generate(call: KernelCall): TensorInfo[] {
  const { backend } = call;
  const { engine } = backend;
  const { steps, layers, cell, temperature, topK, topP, uniforms } = attributesOf(call);
  const [H, V] = matrixSizes(call, 'denseKernel');
  const [N] = matrixSizes(call, 'table');
  const [B = 0] = shapeOf(call, 'tokens');
  checkAttributes(call, B);
  const rows = B === 1 ? 1 : Math.ceil(B / TILE_ROWS) * TILE_ROWS;
  const size: Size = { B, rows, H, Hp: wholePanels(engine, H), V, Vp: wholePanels(engine, V) };
  const { Hp, Vp } = size;
  const given = operands(call, {
    tokens: { ids: [B], below: N },
    table: [Math.max(N, V), 4 * H],
    denseKernel: [H, V],
    denseBias: [V],
  });
  const givenLayers = Array.from({ length: layers }, (_, layer) => layerOperands(call, layer, B, H));
  const written = call.output([steps, B], 'int32');
  // The table is large, so it is copied only if it must be padded.
  const table = H === Hp ? given.table : padded(call, given.table, [4 * N, H], [4 * N, Hp]);
  const dense = { from: given.denseKernel, stride: V * 4, along: true, columns: V, depth: H, blocks: 1 };
  const denseKernel = packPanels(call, dense);
  const denseBias = padded(call, given.denseBias, [1, V], [1, Vp]);
  const planned = givenLayers.map((layer) => prepareLayer(call, layer, size));
  const logits = call.scratch(rows * Vp * 4);
  const tokens = call.scratch(rows * 4);
  engine.heap.integers(tokens, rows).fill(0).set(engine.heap.integers(given.tokens, B));
  const random = call.scratch(uniforms.byteLength);
  engine.heap.doubles(random, uniforms.length).set(uniforms);
  const preactivations = call.scratch(engine.threads * rows * 16 * engine.sizes.panelColumns());
  const scratch = call.scratch(engine.sizes.generateScratchBytes(rows, H, Vp) * engine.threads);
  const barrier = call.scratch(8);
  engine.heap.integers(barrier, 2).fill(0);
  const layersAt = engine.recordBytes(plan);
  const layerBytes = engine.recordBytes(planLayer);
  const planAt = call.scratch(layersAt + layerBytes * layers);
  engine.writeRecord(planAt, plan, {
    steps,
    sequences: B,
    rows,
    H,
    Hp,
    V,
    Vp,
    layers,
    temperature,
    topK,
    topP,
    table,
    denseKernel,
    denseBias,
    logits,
    tokens,
    uniforms: random,
    written: written.address,
    preactivations,
    scratch,
    barrier,
    cell: cells.indexOf(cell),
  });
  planned.forEach((layer, l) => {
    engine.writeRecord(planAt + layersAt + layerBytes * l, planLayer, layer);
  });
  // Threads wait for each other after each layer, so each takes one share.
  const run = (threads: number) => engine.runShares('generate', { planAt }, threads, threads);
  const kind = `${cell} ${layers} ${B} ${H} ${V}`;
  onBestThreads(engine, kind, { steps, sequences: B, isShared: B * H * H * 4 >= PARALLEL_WORK }, run);
  const finals = planned.flatMap(({ hidden, otherHidden, cell: cellState }) => {
    const last = unpad(call, steps % 2 === 0 ? hidden : otherHidden, size);
    return cellState === 0 ? [last] : [last, unpad(call, cellState, size)];
  });
  return [written.info, ...finals];
}

export const generateKernels: readonly NamedKernel[] = [[GENERATE, generate]];

/** Calls after which the slower way is tried again, times its slowness: the load of the machine may have changed. */
const CALLS_BETWEEN_TRIALS = 16;

/**
 * Decides if work whose threads synchronize often is faster on all of them or on one. Synchronizing costs next to nothing if each
 * thread has its own core, and a multiple of the work if one of them waits for a core; so both ways are measured, and the last
 * measurement counts. The work must have the same result either way.
 */
export class ThreadChoice {
  readonly #now: () => number;
  /** Milliseconds for one unit of work, when last measured: on one thread, on all. */
  readonly #cost = { one: Number.NaN, all: Number.NaN };
  #callsSinceTrial = 0;

  constructor(now = () => performance.now()) {
    this.#now = now;
  }

  /** @param amount of work, in the same unit at each call; @param work called with true to use all threads */
  run(amount: number, work: (parallel: boolean) => void): void {
    const way = this.#next();
    const started = this.#now();
    work(way === 'all');
    this.#cost[way] = (this.#now() - started) / amount;
  }

  #next(): 'one' | 'all' {
    const { one, all } = this.#cost;
    if (Number.isNaN(all)) return 'all';
    if (Number.isNaN(one)) return 'one';
    const [faster, slower] = all < one ? (['all', 'one'] as const) : (['one', 'all'] as const);
    this.#callsSinceTrial += 1;
    if (this.#callsSinceTrial < CALLS_BETWEEN_TRIALS * (this.#cost[slower] / this.#cost[faster]))
      return faster;
    this.#callsSinceTrial = 0;
    return slower;
  }
}
