import type { Engine } from '../engine.ts';
import { PARALLEL_WORK } from './kernel.ts';

/** A right operand as it lies in memory */
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

/** Bytes of a right operand in panels; its columns are padded to whole panels. */
export function panelBytes(engine: Engine, { columns, depth, blocks }: RightOperand): number {
  return engine.sizes.panelBytes(columns, depth) * blocks;
}

/** `columns` rounded up to whole panels. */
export function wholePanels({ sizes }: Engine, columns: number): number {
  const width = sizes.panelColumns();
  return Math.ceil(columns / width) * width;
}

/** Packs a right operand into `panelBytes` of memory. */
export function packPanels(engine: Engine, operand: RightOperand, to: number): void {
  const { columns, depth, blocks, interleaved = false } = operand;
  const args = { ...operand, interleaved, blockStep: columns * 4, to };
  engine.run('packPanels', args, columns * depth * blocks * 16 >= PARALLEL_WORK);
}

/** Runs `use` with a right operand in panels. */
export function withPanels(engine: Engine, operand: RightOperand, use: (panels: number) => void): void {
  engine.withScratch(panelBytes(engine, operand), (panels) => {
    packPanels(engine, operand, panels);
    use(panels);
  });
}
