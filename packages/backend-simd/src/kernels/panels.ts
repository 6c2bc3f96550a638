import type { Engine } from '../engine.ts';
import { type KernelCall, PARALLEL_WORK } from './kernel.ts';

/** Right operand of a product, before packing */
export interface RightOperand {
  readonly from: number;
  /** Bytes from line to line. */
  readonly stride: number;
  /** True if neighbors in memory are neighboring columns; else they are neighbors in depth. */
  readonly along: boolean;
  readonly columns: number;
  readonly depth: number;
  /** Matrices of this shape side by side in memory. */
  readonly blocks: number;
  /** Puts the panels of the same columns of all blocks side by side, row by row. */
  readonly interleaved?: boolean;
}

/** `columns` rounded up to whole panels. */
export function wholePanels({ sizes }: Engine, columns: number): number {
  const width = sizes.panelColumns();
  return Math.ceil(columns / width) * width;
}

/** Packs a right operand into panels in scratch memory, its columns padded to whole panels, and returns the address. */
export function packPanels({ backend: { engine }, scratch }: KernelCall, operand: RightOperand): number {
  const { columns, depth, blocks, interleaved = false } = operand;
  const to = scratch(engine.sizes.panelBytes(columns, depth) * blocks);
  const args = { ...operand, interleaved, blockStep: columns * 4, to };
  engine.run('packPanels', args, columns * depth * blocks * 16 >= PARALLEL_WORK);
  return to;
}
