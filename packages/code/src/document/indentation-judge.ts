import type { Layout } from '../language/language.ts';
import { indentWidth, type LogicalLine } from '../text/lexical.ts';

import type { Observation, Outcome } from '../text/text-document.ts';
import { BlockLevels, halfOf, type Level, levelAt, type Start, unitBeyond } from './block-levels.ts';

/**
 * Metric 3: one check of one logical line (not of blank lines, comment lines and continuation lines):
 *
 * - `indent`: the line before opens a block and this one is deeper (held) or not (broken); or the line is
 *   deeper although the line before opens none (broken). From the line before to this one.
 * - `dedent`: the line is shallower than the block before and is on an open level (held) or between two
 *   (broken). From the header of the outermost block that it ends, which is on the level it returns to.
 * - `unit`: the line continues a block at its width, and has the same characters of indentation as the
 *   block's first line (held) or others (broken); or it is the first line of a block within a block, and
 *   is indented further by the same characters as the outer block (held) or by others (broken). From
 *   the header of the block, in the second case of the outer one.
 *
 * One slip counts once. A line that breaks a check may be out of place itself, or the lines before it may be: the next line
 * decides, and the place it agrees with is kept, without counting again. After a line between two levels, the blocks that it
 * seemed to end therefore continue if a later line is in them; a block whose first two lines differ is where the third is; and
 * a block whose colon is missing is still a block.
 *
 * `depth` is the number of blocks around the dependents of `start`: 0 at the top level, for `dedent` and `unit`
 * that of the block that ends or continues. `attractors` is 0.
 */
export interface IndentationObservation extends Observation<'indent' | 'dedent' | 'unit'> {
  /** Number of logical lines from `start` to `end`. */
  readonly lines: number;
}

/** Lines of a text whose indentation was judged. */
export interface IndentationJudgment {
  /** Observations, in the order of the lines. */
  readonly observations: IndentationObservation[];
  /** Number of blocks around each logical line. */
  readonly depths: readonly number[];
  /** True for each logical line with a broken check. */
  readonly isBroken: readonly boolean[];
}

/** Maximum number of remembered blocks that may continue after a line between two levels, which keeps the time linear. */
const MOST_DISPLACED = 64;

/** Measures metric 3 of a text, as `IndentationObservation` defines it. */
export function judgeIndentation(
  document: string,
  text: string,
  lines: readonly LogicalLine[],
  cut: boolean,
  { tabStop }: Layout,
): IndentationJudgment {
  const judge = new IndentationJudge(document, text, tabStop);
  for (const line of lines) judge.line(line);
  judge.end(cut);
  return judge;
}

class IndentationJudge implements IndentationJudgment {
  readonly observations: IndentationObservation[] = [];
  readonly depths: number[] = [];
  readonly isBroken: boolean[] = [];
  readonly #document: string;
  readonly #text: string;
  readonly #tabStop: number;
  readonly #levels = new BlockLevels(levelAt('', 0, { header: 0, headerLine: 0 }));
  #before: LogicalLine | null = null;
  /** A header whose block began with a line that is not indented. */
  #bare: Start | null = null;
  /** Number, offset and indentation of the current line. */
  #lineNumber = 0;
  #first = 0;
  #indent = '';
  #width = 0;
  /** Indentation of the last block of the top level. */
  #usualUnit: string | null = null;

  constructor(document: string, text: string, tabStop: number) {
    this.#document = document;
    this.#text = text;
    this.#tabStop = tabStop;
  }

  line(line: LogicalLine): void {
    this.#first = line.first;
    this.#indent = this.#text.slice(line.indentStart, line.first);
    this.#width = indentWidth(this.#text, line, this.#tabStop);
    const { top } = this.#levels;
    const before = this.#before;
    const bare = this.#bare;
    this.#bare = null;
    if (before === null) {
      if (this.#width > 0) this.#moveTop(true);
    } else if (before.opensBlock)
      this.#afterHeader({ header: before.first, headerLine: this.#lineNumber - 1 });
    else if (this.#width > top.width) this.#deeper(before, bare);
    else if (this.#width < top.width) this.#shallower(true);
    else this.#goOn('unit', top);
    this.#levels.top.lines++;
    this.depths.push(this.#levels.depth);
    this.isBroken[this.#lineNumber] ??= false;
    this.#before = line;
    this.#lineNumber++;
  }

  /** A header at the end of the text has no block: broken, or censored if the text was cut. */
  end(cut: boolean): void {
    const before = this.#before;
    if (before === null || !before.opensBlock || !before.complete) return;
    this.#first = this.#text.length;
    const start = { header: before.first, headerLine: this.#lineNumber - 1 };
    this.#observe('indent', cut ? 'censored' : 'broken', start);
    this.isBroken.length = this.depths.length;
  }

  #afterHeader(start: Start): void {
    const { top: outer, below, depth, isBase } = this.#levels;
    const isDeeper = this.#width > outer.width;
    this.#observe('indent', isDeeper ? 'held' : 'broken', start);
    if (!isDeeper) {
      if (this.#width < outer.width) this.#shallower(false);
      else this.#bare = start;
      return;
    }
    const level = this.#openBlock(start);
    if (!outer.isBlock) {
      // The header is out of place, but its block may well not be.
      const { indent: place } = outer.blocks === 1 ? outer.displaced[0]! : below;
      level.unit = unitBeyond(place, this.#indent);
      return;
    }
    const alternative = outer.alternate === null ? null : unitBeyond(below.indent, outer.alternate.indent);
    const isAlternative =
      alternative !== null &&
      this.#indent === `${outer.alternate!.indent}${alternative}` &&
      outer.unit !== level.unit;
    if (isAlternative) level.unit = alternative;
    if (outer.unit !== null) {
      const held = isAlternative || level.unit === outer.unit;
      this.#observe('unit', held ? 'held' : 'broken', outer, depth);
      if (!held) this.#doubt(outer, below, level);
    } else if (isBase && this.#usualUnit !== null && level.unit !== this.#usualUnit) {
      level.alternate = { indent: `${outer.indent}${this.#usualUnit}`, isCounted: false };
    }
  }

  /** Handles a block within a block of another unit: either the inner block or the first line of the outer one is out of place. */
  #doubt(outer: Level, below: Level, inner: Level): void {
    const half = outer.lines === 1 ? halfOf(inner.indent, below.indent) : null;
    if (half === null) {
      inner.alternate = { indent: `${outer.indent}${outer.unit}`, isCounted: true };
      return;
    }
    outer.alternate = { indent: `${below.indent}${half}`, isCounted: true };
    inner.unit = half;
  }

  /** Handles a line that is deeper than the one before, which opens no block. */
  #deeper(before: LogicalLine, bare: Start | null): void {
    const levels = this.#levels;
    const { top } = levels;
    const start = { header: before.first, headerLine: this.#lineNumber - 1 };
    if (top.alternate?.indent === this.#indent) this.#moveToAlternate('indent', start);
    else if (levels.restore(this.#indent)) this.#goOn('unit', levels.top);
    else if (bare !== null) this.#openBlock(bare);
    else {
      this.#observe('indent', 'broken', start);
      const unit = top.unit ?? this.#usualUnit;
      const isHeader = (before.keyword ?? null) !== null || before.role === 'definition';
      if (isHeader || (unit !== null && this.#indent === top.indent + unit)) this.#openBlock(start);
      else if (top.isBlock && top.lines === 1) this.#moveTop(false);
      else levels.push({ ...levelAt(this.#indent, this.#width, start), isBlock: false });
    }
  }

  /** @param isChecked false for a line whose indentation is broken already */
  #shallower(isChecked: boolean): void {
    const levels = this.#levels;
    const depthBefore = levels.depth;
    const ended = levels.popDeeperThan(this.#width);
    const endedBlocks = ended.flatMap((level) => (level.isBlock ? [level] : level.displaced));
    const outermost = endedBlocks[0];
    if (outermost !== undefined && levels.isBase && outermost.alternate === null)
      this.#usualUnit = outermost.unit;
    const { top } = levels;
    const depth = outermost === undefined ? levels.depth : depthBefore;
    const kind = outermost === undefined ? 'unit' : 'dedent';
    const first = ended[0];
    if (top.width === this.#width) this.#goOn(kind, outermost ?? top, isChecked, depth);
    else if (top.alternate?.indent === this.#indent) this.#moveToAlternate(kind, outermost ?? top, depth);
    else if (first?.alternate?.indent === this.#indent) {
      levels.push(first);
      this.#moveToAlternate('unit', first, depth);
    } else if (levels.restore(this.#indent)) this.#goOn(kind, outermost ?? levels.top, isChecked, depth);
    else {
      if (isChecked) this.#observe('dedent', 'broken', outermost ?? first ?? top, depth);
      this.#standBetween(first, endedBlocks);
    }
  }

  /** Handles a line between two levels: it moves one that is not settled, or makes its own, which belongs to the nearer of the two. */
  #standBetween(first: Level | undefined, endedBlocks: readonly Level[]): void {
    const levels = this.#levels;
    const { top } = levels;
    const width = this.#width;
    const isNearer = (to: Level, than: Level) => Math.abs(width - to.width) < Math.abs(width - than.width);
    if (width < top.width) this.#moveTop(true);
    else if (first?.isBlock === true && first.lines === 1 && isNearer(first, top)) {
      levels.push(first);
      this.#moveTop(false);
    } else if (first?.isBlock === true && top.isBlock && top.lines === 1 && isNearer(top, first)) {
      this.#moveTop(false);
    } else {
      const displaced = endedBlocks.slice(0, MOST_DISPLACED);
      const inner = displaced[0];
      const isInside = inner !== undefined && inner.width - width <= width - top.width;
      levels.push({
        ...levelAt(this.#indent, width, inner ?? first ?? top),
        isBlock: false,
        blocks: isInside ? 1 : 0,
        displaced,
      });
    }
  }

  /** Handles a line at the width of the innermost level. */
  #goOn(kind: 'unit' | 'dedent', start: Start, isChecked = true, depth = this.#levels.depth): void {
    const { top } = this.#levels;
    const indent = this.#indent;
    if (top.alternate?.indent === indent) {
      this.#moveToAlternate(kind, start, depth);
      return;
    }
    const held = indent === top.indent;
    if (isChecked && depth > 0) this.#observe(kind, held ? 'held' : 'broken', start, depth);
    top.alternate = held ? null : { indent, isCounted: true };
  }

  /** Handles a line at the alternative place of the block, which shows that the block is there. */
  #moveToAlternate(kind: IndentationObservation['kind'], start: Start, depth = this.#levels.depth): void {
    const { top } = this.#levels;
    const { isCounted } = top.alternate!;
    this.#moveTop(true);
    if (!isCounted) this.#observe(kind, 'broken', start, depth);
    else if (kind === 'dedent') this.#observe(kind, 'held', start, depth);
    else this.#observe('unit', 'held', top, depth);
  }

  #moveTop(isSettled: boolean): void {
    this.#levels.moveTop(this.#indent, this.#width, isSettled);
  }

  #openBlock(start: Start): Level {
    const unit = unitBeyond(this.#levels.top.indent, this.#indent);
    return this.#levels.push({ ...levelAt(this.#indent, this.#width, start), unit, blocks: 1 });
  }

  #observe(
    kind: IndentationObservation['kind'],
    outcome: Outcome,
    { header: start, headerLine }: Start,
    depth = this.#levels.depth,
  ): void {
    const end = this.#first;
    const lines = this.#lineNumber - headerLine;
    if (outcome === 'broken') this.isBroken[this.#lineNumber] = true;
    this.observations.push({
      document: this.#document,
      kind,
      outcome,
      start,
      end,
      distance: end - start,
      depth,
      attractors: 0,
      lines,
    });
  }
}
