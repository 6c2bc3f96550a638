import type { Observation } from '../text/observation.ts';

/**
 * Metric 3, one check of one logical line (blank lines, comment lines and continuation lines are none):
 *
 * - `indent`: the line before opens a block and this one is deeper (held) or not (broken); or the line is
 *   deeper although the line before opens none (broken). From the line before to this one.
 * - `dedent`: the line is shallower than the block before and is on an open level (held) or between two
 *   (broken). From the header of the outermost block that it ends, which is on the level it returns to.
 * - `unit`: the line goes on with a block at its width, and has the same characters of indentation as the
 *   block's first line (held) or others (broken); or it is the first line of a block inside a block, and
 *   is indented further by what the outer block was indented by (held) or by something else (broken). From
 *   the header of the block, in the second case of the outer one.
 *
 * One slip counts once. A line that breaks a check may be the one that is out of place, or the lines before it were:
 * the next line decides, and the one it agrees with is kept, without counting again. So after a line between two levels the
 * blocks that it seemed to end go on where a line is in them; a block whose first two lines differ is where the third
 * is; and a block whose colon is missing is a block.
 *
 * `depth` is the number of blocks around `start`'s dependents: 0 at the top level, for `dedent` and `unit`
 * that of the block which ends or goes on. `attractors` is 0.
 */
export interface IndentationObservation extends Observation<'indent' | 'dedent' | 'unit'> {
  /** Logical lines from `start` to `end`. */
  readonly lines: number;
}

export interface IndentationJudgement {
  /** In the order of the lines. */
  readonly observations: IndentationObservation[];
  /** Per logical line, the blocks around it. */
  readonly depths: readonly number[];
  /** Per logical line, whether a check of it is broken. */
  readonly isBroken: readonly boolean[];
}
