import { GENERATE, type GenerateAttributes } from '@longrange/ops/backend';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { Engine } from '../engine.ts';
import { cells, plan, planLayer } from '../generated/declarations.ts';
import type { Values } from '../jobs.ts';
import { ThreadChoice } from '../thread-choice.ts';
import { type KernelCall, type NamedKernel, PARALLEL_WORK } from './kernel.ts';
import { matrixSizes, operands, refuse, shapeOf } from './operands.ts';
import { packPanels, panelBytes, type RightOperand, wholePanels } from './panels.ts';

const TILE_ROWS = 4;
/** Minimum number of sequences for more than one thread to pay: with fewer there is so little to do between two meetings that it depends on the machine */
const PARALLEL_SEQUENCES = 8;

/** Choices by engine, and by size of network and batch */
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

/** Memory of one call, freed together */
class Workspace {
  readonly #engine: Engine;
  readonly #blocks: number[] = [];

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  bytes(count: number): number {
    const address = this.#engine.heap.allocate(count);
    this.#blocks.push(address);
    return address;
  }

  /** Zeroed [rows, width] float32 with the [count, columns] at `from` in its corner. */
  padded(
    from: number,
    [count, columns]: readonly [number, number],
    [rows, width]: readonly [number, number],
  ) {
    if (count === rows && columns === width) return from;
    const { heap } = this.#engine;
    const address = this.bytes(rows * width * 4);
    const to = heap.floats(address, rows * width).fill(0);
    const values = heap.floats(from, count * columns);
    for (let row = 0; row < count; row++) {
      to.set(values.subarray(row * columns, (row + 1) * columns), row * width);
    }
    return address;
  }

  panels(operand: RightOperand): number {
    const address = this.bytes(panelBytes(this.#engine, operand));
    packPanels(this.#engine, operand, address);
    return address;
  }

  free(): void {
    for (const block of this.#blocks) this.#engine.heap.free(block);
  }
}

/** Addresses of a layer's operands; 0 for those that it does without */
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
  engine: Engine,
  from: LayerOperands,
  workspace: Workspace,
  { B, rows, H, Hp }: Size,
): Values<typeof planLayer> {
  const gates = (from: number): number =>
    workspace.panels({
      ...{ from, stride: 16 * H, along: true, columns: H, depth: H, blocks: 4 },
      interleaved: B === 1,
    });
  const copyState = (from: number): number => {
    const to = workspace.bytes(rows * Hp * 4);
    const values = engine.heap.floats(to, rows * Hp).fill(0);
    const given = engine.heap.floats(from, B * H);
    for (let b = 0; b < B; b++) values.set(given.subarray(b * H, (b + 1) * H), b * Hp);
    return to;
  };
  const kernel = from.kernel === 0 ? 0 : gates(from.kernel);
  const recurrentKernel = gates(from.recurrentKernel);
  const bias = from.bias === 0 ? 0 : workspace.padded(from.bias, [4, H], [4, Hp]);
  const hidden = copyState(from.hidden);
  const otherHidden = workspace.bytes(rows * Hp * 4);
  const cell = from.cell === 0 ? 0 : copyState(from.cell);
  return { kernel, recurrentKernel, bias, hidden, otherHidden, cell };
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
  const { steps, layers, cell, uniforms } = attributesOf(call);
  const isCount = (value: number) => Number.isInteger(value) && value > 0;
  if (!isCount(steps)) refuse(call, 'steps', 'to be a positive integer', `${steps}`);
  if (!isCount(layers)) refuse(call, 'layers', 'to be a positive integer', `${layers}`);
  if (!cells.includes(cell)) refuse(call, 'cell', `to be one of ${cells.join(', ')}`, `${cell}`);
  if (uniforms.length !== steps * B)
    refuse(call, 'uniforms', `to be ${steps} × ${B} numbers`, `${uniforms.length}`);
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
  const workspace = new Workspace(engine);
  try {
    const table = workspace.padded(given.table, [4 * N, H], [4 * N, Hp]);
    const dense = { from: given.denseKernel, stride: V * 4, along: true, columns: V, depth: H, blocks: 1 };
    const denseKernel = workspace.panels(dense);
    const denseBias = workspace.padded(given.denseBias, [1, V], [1, Vp]);
    const planned = givenLayers.map((layer) => prepareLayer(engine, layer, workspace, size));
    const logits = workspace.bytes(rows * Vp * 4);
    const tokens = workspace.bytes(rows * 4);
    engine.heap.integers(tokens, rows).fill(0).set(engine.heap.integers(given.tokens, B));
    const random = workspace.bytes(uniforms.byteLength);
    engine.heap.doubles(random, uniforms.length).set(uniforms);
    const preactivations = workspace.bytes(engine.threads * rows * 16 * engine.sizes.panelColumns());
    const scratch = workspace.bytes(engine.sizes.generateScratchBytes(rows, H, Vp) * engine.threads);
    const barrier = workspace.bytes(8);
    engine.heap.integers(barrier, 2).fill(0);
    const layersAt = engine.recordBytes(plan);
    const layerBytes = engine.recordBytes(planLayer);
    const planAt = workspace.bytes(layersAt + layerBytes * layers);
    engine.writeRecord(planAt, plan, {
      ...{ steps, sequences: B, rows, H, Hp, V, Vp, layers, temperature, topK, topP },
      ...{ table, denseKernel, denseBias, logits, tokens, uniforms: random, written: written.address },
      ...{ preactivations, scratch, barrier, cell: cells.indexOf(cell) },
    });
    planned.forEach((layer, l) => {
      engine.writeRecord(planAt + layersAt + layerBytes * l, planLayer, layer);
    });
    // Threads wait for each other after each layer, so each takes one share; what is written does not depend on how many these are.
    const run = (threads: number) => engine.runShares('generate', { planAt }, threads, threads);
    const kind = `${cell} ${layers} ${B} ${H} ${V}`;
    if (engine.threads === 1 || B * H * H * 4 < PARALLEL_WORK) run(1);
    else if (B >= PARALLEL_SEQUENCES) engine.threadCount.run(kind, steps, run);
    else threadChoice(engine, kind).run(steps, (parallel) => run(parallel ? engine.threads : 1));
    const finals = planned.flatMap(({ hidden, otherHidden, cell }) => {
      const last = unpad(call, steps % 2 === 0 ? hidden : otherHidden, size);
      return cell === 0 ? [last] : [last, unpad(call, cell, size)];
    });
    return [written.info, ...finals];
  } finally {
    workspace.free();
  }
}

export const generateKernels: readonly NamedKernel[] = [[GENERATE, generate]];
