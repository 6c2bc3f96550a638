import type { Layout } from '../language/language.ts';
import { indentWidth } from '../text/indent-width.ts';
import type { LogicalLine } from '../text/lexical.ts';
import type { Outcome } from '../text/observation.ts';
import { alternativeUnit, BlockLevels, halfOf, isNearer, type Level, levelAt } from './block-levels.ts';
import type { IndentationJudgement, IndentationObservation } from './indentation-judgement.ts';

/** How many blocks are remembered that may go on after a line between two levels, so that all stays linear. */
const MOST_DISPLACED = 64;

/** Metric 3 of a text, as `IndentationObservation` defines it. */
export function judgeIndentation(
  document: string,
  text: string,
  lines: readonly LogicalLine[],
  cut: boolean,
  { tabStop }: Layout,
): IndentationJudgement {
  const judge = new IndentationJudge(document, text, tabStop);
  for (const line of lines) judge.line(line);
  judge.end(cut);
  return judge;
}

class IndentationJudge implements IndentationJudgement {
  readonly observations: IndentationObservation[] = [];
  readonly #document: string;
  readonly depths: number[] = [];
  readonly isBroken: boolean[] = [];
  readonly #text: string;
  readonly #tabStop: number;
  readonly #levels = new BlockLevels(levelAt('', 0, { first: 0 }, 0));
  #before: LogicalLine | null = null;
  /** A header whose block began with a line that is not indented. */
  #bare: { readonly line: LogicalLine; readonly number: number } | null = null;
  #lineNumber = 0;
  /** By what the last block of the top level was indented. */
  #usualUnit: string | null = null;

  constructor(document: string, text: string, tabStop: number) {
    this.#document = document;
    this.#text = text;
    this.#tabStop = tabStop;
  }

  line(line: LogicalLine): void {
    const indent = this.#text.slice(line.indentStart, line.first);
    const width = indentWidth(this.#text, line, this.#tabStop);
    const { top } = this.#levels;
    const bare = this.#bare;
    this.#bare = null;
    if (this.#before === null) {
      if (width > 0) this.#levels.moveTop(indent, width, true);
    } else if (this.#before.opensBlock) this.#afterHeader(this.#before, line, indent, width);
    else if (width > top.width) this.#deeper(this.#before, line, indent, width, bare);
    else if (width < top.width) this.#shallower(line, indent, width, true);
    else this.#goOn(line, indent, 'unit', top.header, top.headerLine);
    this.#levels.top.lines++;
    this.depths.push(this.#levels.depth);
    this.isBroken[this.#lineNumber] ??= false;
    this.#before = line;
    this.#lineNumber++;
  }

  /** A header at the end of the text has no block: broken, or censored where the text was cut. */
  end(cut: boolean): void {
    const before = this.#before;
    if (before === null || !before.opensBlock || !before.complete) return;
    const outcome = cut ? 'censored' : 'broken';
    const end = this.#text.length;
    this.#observe('indent', outcome, before.first, this.#lineNumber - 1, end, this.#levels.depth);
    this.isBroken.length = this.depths.length;
  }

  #afterHeader(header: LogicalLine, line: LogicalLine, indent: string, width: number): void {
    const { top: outer, below, depth, isBase } = this.#levels;
    const isDeeper = width > outer.width;
    const number = this.#lineNumber - 1;
    this.#observe('indent', isDeeper ? 'held' : 'broken', header.first, number, line.first, depth);
    if (!isDeeper) {
      if (width < outer.width) this.#shallower(line, indent, width, false);
      else this.#bare = { line: header, number };
      return;
    }
    const level = this.#openBlock(indent, width, header, number);
    if (!outer.isBlock) {
      // The header is out of place, its block may well not be.
      const { indent: place } = outer.blocks === 1 ? outer.displaced[0]! : below;
      level.unit = indent.startsWith(place) ? indent.slice(place.length) : null;
      return;
    }
    const alternative = alternativeUnit(outer, below);
    const isAlternative =
      alternative !== null &&
      indent === `${outer.alternate!.indent}${alternative}` &&
      outer.unit !== level.unit;
    if (isAlternative) level.unit = alternative;
    if (outer.unit !== null) {
      const held = isAlternative || level.unit === outer.unit;
      this.#observe('unit', held ? 'held' : 'broken', outer.header, outer.headerLine, line.first, depth);
      if (!held) this.#doubt(outer, below, level);
    } else if (isBase && this.#usualUnit !== null && level.unit !== this.#usualUnit) {
      level.alternate = { indent: `${outer.indent}${this.#usualUnit}`, isCounted: false };
    }
  }

  /** A block inside a block is not indented by the same: it may be the inner one that is out of place, or else the outer one's first line. */
  #doubt(outer: Level, below: Level, inner: Level): void {
    const half = outer.lines === 1 ? halfOf(inner.indent, below.indent) : null;
    if (half === null) {
      inner.alternate = { indent: `${outer.indent}${outer.unit}`, isCounted: true };
      return;
    }
    outer.alternate = { indent: `${below.indent}${half}`, isCounted: true };
    inner.unit = half;
  }

  /** A line that is deeper than the one before, which opens no block. */
  #deeper(
    before: LogicalLine,
    line: LogicalLine,
    indent: string,
    width: number,
    bare: { readonly line: LogicalLine; readonly number: number } | null,
  ): void {
    const levels = this.#levels;
    const { top } = levels;
    if (top.alternate?.indent === indent) {
      this.#moveToAlternate(line, indent, width, 'indent', before.first, this.#lineNumber - 1);
      return;
    }
    if (levels.restore(indent)) {
      this.#goOn(line, indent, 'unit', levels.top.header, levels.top.headerLine);
      return;
    }
    if (bare !== null) {
      this.#openBlock(indent, width, bare.line, bare.number);
      return;
    }
    this.#observe('indent', 'broken', before.first, this.#lineNumber - 1, line.first, levels.depth);
    const unit = top.unit ?? this.#usualUnit;
    const isHeader = (before.keyword ?? null) !== null || before.role === 'definition';
    if (isHeader || (unit !== null && indent === top.indent + unit)) {
      this.#openBlock(indent, width, before, this.#lineNumber - 1);
    } else if (top.isBlock && top.lines === 1) levels.moveTop(indent, width, false);
    else levels.push({ ...levelAt(indent, width, before, this.#lineNumber - 1), isBlock: false });
  }

  /** @param isChecked false for a line whose indentation is broken already. */
  #shallower(line: LogicalLine, indent: string, width: number, isChecked: boolean): void {
    const levels = this.#levels;
    const depthBefore = levels.depth;
    const ended = levels.popDeeperThan(width);
    const outermost = ended.flatMap((level) => (level.isBlock ? [level] : level.displaced))[0];
    this.#learnUnit(outermost);
    const { top } = levels;
    const depth = outermost === undefined ? levels.depth : depthBefore;
    const [kind, { header, headerLine }] =
      outermost === undefined ? ['unit' as const, top] : ['dedent' as const, outermost];
    if (top.width === width) {
      this.#goOn(line, indent, kind, header, headerLine, isChecked, depth);
      return;
    }
    if (top.alternate?.indent === indent) {
      this.#moveToAlternate(line, indent, width, kind, header, headerLine, depth);
      return;
    }
    const first = ended[0];
    if (first?.alternate?.indent === indent) {
      levels.push(first);
      this.#moveToAlternate(line, indent, width, 'unit', first.header, first.headerLine, depth);
      return;
    }
    if (levels.restore(indent)) {
      const back = levels.top;
      const from = outermost ?? back;
      this.#goOn(line, indent, kind, from.header, from.headerLine, isChecked, depth);
      return;
    }
    if (isChecked) {
      const from = outermost ?? first ?? top;
      this.#observe('dedent', 'broken', from.header, from.headerLine, line.first, depth);
    }
    if (width < top.width) levels.moveTop(indent, width, true);
    else if (first?.isBlock === true && first.lines === 1 && isNearer(width, first, top)) {
      levels.push(first);
      levels.moveTop(indent, width, false);
    } else if (first?.isBlock === true && top.isBlock && top.lines === 1 && isNearer(width, top, first)) {
      levels.moveTop(indent, width, false);
    } else this.#standBetween(ended, indent, width);
  }

  /** A level between two others, for a line that belongs to the nearer one. */
  #standBetween(ended: readonly Level[], indent: string, width: number): void {
    const { top } = this.#levels;
    const displaced = ended
      .flatMap((level) => (level.isBlock ? [level] : level.displaced))
      .slice(0, MOST_DISPLACED);
    const inner = displaced[0];
    const from = inner ?? ended[0] ?? top;
    const isInside = inner !== undefined && inner.width - width <= width - top.width;
    this.#levels.push({
      ...levelAt(indent, width, { first: from.header }, from.headerLine),
      isBlock: false,
      blocks: isInside ? 1 : 0,
      displaced,
    });
  }

  /** A line on the innermost level, which is as wide. */
  #goOn(
    line: LogicalLine,
    indent: string,
    kind: 'unit' | 'dedent',
    start: number,
    startLine: number,
    isChecked = true,
    depth = this.#levels.depth,
  ): void {
    const levels = this.#levels;
    const { top } = levels;
    if (top.alternate?.indent === indent) {
      this.#moveToAlternate(line, indent, top.width, kind, start, startLine, depth);
      return;
    }
    const held = indent === top.indent;
    if (isChecked && depth > 0)
      this.#observe(kind, held ? 'held' : 'broken', start, startLine, line.first, depth);
    top.alternate = held ? null : { indent, isCounted: true };
  }

  /** A line that is where the block may be as well: so the block is there. */
  #moveToAlternate(
    line: LogicalLine,
    indent: string,
    width: number,
    kind: IndentationObservation['kind'],
    start: number,
    startLine: number,
    depth = this.#levels.depth,
  ): void {
    const { isCounted } = this.#levels.top.alternate!;
    const { header, headerLine } = this.#levels.top;
    this.#levels.moveTop(indent, width, true);
    if (!isCounted) this.#observe(kind, 'broken', start, startLine, line.first, depth);
    else if (kind === 'dedent') this.#observe(kind, 'held', start, startLine, line.first, depth);
    else this.#observe('unit', 'held', header, headerLine, line.first, depth);
  }

  #openBlock(indent: string, width: number, header: LogicalLine, headerLine: number): Level {
    const outer = this.#levels.top.indent;
    const unit = indent.startsWith(outer) ? indent.slice(outer.length) : null;
    return this.#levels.push({ ...levelAt(indent, width, header, headerLine), unit, blocks: 1 });
  }

  #learnUnit(ended: Level | undefined): void {
    if (ended !== undefined && this.#levels.isBase && ended.alternate === null) this.#usualUnit = ended.unit;
  }

  #observe(
    kind: IndentationObservation['kind'],
    outcome: Outcome,
    start: number,
    startLine: number,
    end: number,
    depth: number,
  ): void {
    const lines = this.#lineNumber - startLine;
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
