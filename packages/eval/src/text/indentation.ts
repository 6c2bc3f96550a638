import type { LogicalLine } from '../languages/language.ts';
import type { Observation, Outcome } from '../observation.ts';
import type { Indentation } from '../result/schema.ts';
import { doublingScale, shareHeld, shareHeldByRange, unitScale } from '../statistics/buckets.ts';
import type { AnalysedDocument } from './document.ts';
import { indentWidth } from './indent-width.ts';

/**
 * Metric 3, one check of one logical line (blank lines, comment lines and continuation lines are none):
 *
 * - `indent`: the line before opens a block and this one is deeper (held) or not (broken); or the line is
 *   deeper although the line before opens none (broken). From the line before to this one.
 * - `dedent`: the line is shallower than the one before and stands on an open level (held) or between two
 *   (broken). From the header of the outermost block that it ends, which stands on the level it returns to.
 * - `unit`: the line goes on with a block at its width, and has the same characters of indentation as the
 *   block's first line (held) or others (broken); or it is the first line of a block inside a block, and
 *   is indented further by what the outer block was indented by (held) or by something else (broken). From
 *   the header of the block, in the second case of the outer one.
 *
 * `depth` is the number of blocks around `start`'s dependents: 0 at the top level, for `dedent` and `unit`
 * that of the block which ends or goes on. `attractors` is 0.
 */
export interface IndentationObservation extends Observation<'indent' | 'dedent' | 'unit'> {
  /** Logical lines from `start` to `end`. */
  readonly lines: number;
}

interface Level {
  readonly indent: string;
  readonly width: number;
  /** Offset and line number of the header's first character. */
  readonly header: number;
  readonly headerLine: number;
  /** What the block's first line is indented by beyond its header; null at the top level and where it is no more than that. */
  readonly unit: string | null;
}

/** Metric 3: the observations of all logical lines, in the order of the lines. */
export function measureIndentation({ name, lexical, text, cut }: AnalysedDocument): IndentationObservation[] {
  const judge = new IndentationJudge(name, text);
  for (const line of lexical.lines) judge.line(line);
  judge.end(cut);
  return judge.observations;
}

export function summarizeIndentation(observations: readonly IndentationObservation[]): Indentation {
  const ofKind = (wanted: string) => observations.filter(({ kind }) => kind === wanted);
  return {
    overall: shareHeld(observations),
    indents: shareHeld(ofKind('indent')),
    dedents: shareHeld(ofKind('dedent')),
    unit: shareHeld(ofKind('unit')),
    byDistance: shareHeldByRange(observations, ({ distance }) => distance, doublingScale),
    byLines: shareHeldByRange(observations, ({ lines }) => lines, doublingScale),
    byDepth: shareHeldByRange(observations, ({ depth }) => depth, unitScale),
  };
}

class IndentationJudge {
  readonly observations: IndentationObservation[] = [];
  readonly #document: string;
  readonly #text: string;
  readonly #levels: Level[] = [{ indent: '', width: 0, header: 0, headerLine: 0, unit: null }];
  #before: LogicalLine | null = null;
  #lineNumber = 0;

  constructor(document: string, text: string) {
    this.#document = document;
    this.#text = text;
  }

  line(line: LogicalLine): void {
    const indent = this.#text.slice(line.indentStart, line.first);
    const width = indentWidth(this.#text, line);
    const level = this.#levels.at(-1)!;
    if (this.#before === null) {
      if (width > 0) this.#levels[0] = { ...level, indent, width };
    } else if (this.#before.opensBlock) {
      this.#afterHeader(this.#before, line, indent, width);
    } else if (width > level.width) {
      this.#observe('indent', 'broken', this.#before.first, this.#lineNumber - 1, line.first, this.#depth);
      this.#openLevel(indent, width, this.#before);
    } else if (width < level.width) {
      this.#dedent(line, indent, width, true);
    } else if (this.#depth > 0) {
      const outcome = indent === level.indent ? 'held' : 'broken';
      this.#observe('unit', outcome, level.header, level.headerLine, line.first, this.#depth);
    }
    this.#before = line;
    this.#lineNumber++;
  }

  /** A header at the end of the text has no block: broken, or censored where the text was cut. */
  end(cut: boolean): void {
    const before = this.#before;
    if (before === null || !before.opensBlock || !before.complete) return;
    const outcome = cut ? 'censored' : 'broken';
    this.#observe('indent', outcome, before.first, this.#lineNumber - 1, this.#text.length, this.#depth);
  }

  get #depth(): number {
    return this.#levels.length - 1;
  }

  #afterHeader(header: LogicalLine, line: LogicalLine, indent: string, width: number): void {
    const outer = this.#levels.at(-1)!;
    const held = width > outer.width;
    this.#observe(
      'indent',
      held ? 'held' : 'broken',
      header.first,
      this.#lineNumber - 1,
      line.first,
      this.#depth,
    );
    if (!held) {
      this.#dedent(line, indent, width, false);
      return;
    }
    const depth = this.#depth;
    const { unit } = this.#openLevel(indent, width, header);
    if (outer.unit === null) return;
    const outcome = unit === outer.unit ? 'held' : 'broken';
    this.#observe('unit', outcome, outer.header, outer.headerLine, line.first, depth);
  }

  #openLevel(indent: string, width: number, header: LogicalLine): Level {
    const outer = this.#levels.at(-1)!.indent;
    const unit = indent.startsWith(outer) ? indent.slice(outer.length) : null;
    const level = { indent, width, header: header.first, headerLine: this.#lineNumber - 1, unit };
    this.#levels.push(level);
    return level;
  }

  /** Ends the blocks that are deeper than the line; where it is between two levels it makes a level of its own. */
  #dedent(line: LogicalLine, indent: string, width: number, observed: boolean): void {
    const depth = this.#depth;
    let ended: Level | null = null;
    while (this.#depth > 0 && this.#levels.at(-1)!.width > width) ended = this.#levels.pop()!;
    const level = this.#levels.at(-1)!;
    const held = level.indent === indent;
    if (observed && ended !== null) {
      const outcome = held ? 'held' : 'broken';
      this.#observe('dedent', outcome, ended.header, ended.headerLine, line.first, depth);
    }
    if (width < level.width) this.#levels[0] = { ...level, indent, width };
    else if (width > level.width) {
      const { header, headerLine } = ended ?? level;
      this.#levels.push({ indent, width, header, headerLine, unit: null });
    }
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
