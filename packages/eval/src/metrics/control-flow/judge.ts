import type * as code from '@longrange/code';
import { observe } from '../metric.ts';

/**
 * Metric 4, for one keyword that cannot stand alone. `kind` is the keyword, and `check` is its condition:
 *
 * - `clause`: it continues a statement at the same level (`else` after `if`) or is inside the block that it belongs to (`case` in `match`).
 *   The distance is from the nearest line that it may follow: from the `catch` for a `finally` after it, from the `match` for a `case`. If
 *   there is none, the clause is broken, and the distance is from a line above that it could have followed at another level or with nothing
 *   in between; 0 if there is none, either.
 * - `handler`: a `try` is followed by a handler or `finally`. The distance is from the `try` to that, or to the line that ends the statement.
 * - `jump`: `return` is inside a function, `break` and `continue` inside a loop (for `break`, or a switch) of the same function. The
 *   distance is from the header of that block; 0 if there is none.
 *
 * A keyword at the cut may be part of a longer word and is not judged. A `try` whose statement may continue after the cut is censored.
 * `depth` is the number of enclosing blocks; `attractors` is 0.
 */
export interface ControlFlowObservation extends code.Observation {
  readonly check: 'clause' | 'handler' | 'jump';
}

/** Offsets of the headers of the function around a line, and of the loop and the switch in that function; null if there is none. */
type Surroundings = Readonly<Record<'function' | 'loop' | 'switch', number | null>>;

interface Line {
  readonly keyword: string | null;
  readonly start: number;
  /** State of the statement that the line is part of; see `ControlFlowRules.next`. */
  readonly state: string | null;
  /** Start of the line that led to the state: this one, unless it is a clause out of place. */
  readonly since: number;
  /** Surroundings of the block under the line, and of what follows its colon. */
  readonly surroundings: Surroundings;
}

interface Level {
  readonly level: number;
  /** Line whose block this is. */
  readonly header: Line | null;
  readonly surroundings: Surroundings;
  /** Last line at this level. */
  line: Line | null;
}

const NOWHERE: Surroundings = { function: null, loop: null, switch: null };

/** Judges lines and jumps in order, and collects the observations. */
export class ControlFlowJudge {
  readonly observations: ControlFlowObservation[] = [];
  readonly #document: code.AnalyzedDocument;
  readonly #rules: code.ControlFlowRules;
  readonly #levels: Level[] = [{ level: 0, header: null, surroundings: NOWHERE, line: null }];
  /** Start of the last line that begins with each keyword. */
  readonly #last = new Map<string, number>();

  constructor(document: code.AnalyzedDocument, rules: code.ControlFlowRules) {
    this.#document = document;
    this.#rules = rules;
  }

  line({ role, keyword = null, first }: code.LogicalLine, at: number): void {
    const level = this.#levelAt(at, first);
    if (role === 'unknown') return;
    this.#checkPlace(level, keyword, first);
    const progress = this.#follow(level, keyword, first);
    const surroundings = this.#surroundingsUnder(keyword, first, level.surroundings);
    level.line = { keyword, start: first, surroundings, ...progress };
    if (keyword !== null) this.#last.set(keyword, first);
  }

  /** Checks a jump in the last line. */
  jump({ keyword, position }: code.JumpRecord): void {
    const needed = this.#rules.jumps.get(keyword);
    const line = this.#levels.at(-1)!.line;
    if (needed === undefined || line === null) return;
    const header = Math.max(...needed.map((block) => line.surroundings[block] ?? -1));
    if (header < 0) this.#observe('jump', keyword, 'broken', position, position);
    else this.#observe('jump', keyword, 'held', header, position);
  }

  end(position: number, cut: boolean): void {
    while (this.#levels.length > 0) {
      this.#endStatement(position, cut ? 'censored' : 'broken');
      this.#levels.pop();
    }
  }

  /** Ends the blocks that are deeper than a line, and begins one if the line is deeper than those left. */
  #levelAt(at: number, start: number): Level {
    while (this.#levels.at(-1)!.level > at) {
      this.#endStatement(start, 'broken');
      this.#levels.pop();
    }
    const level = this.#levels.at(-1)!;
    if (level.level === at) return level;
    const header = level.line;
    const inner = { level: at, header, surroundings: header?.surroundings ?? NOWHERE, line: null };
    this.#levels.push(inner);
    return inner;
  }

  /** Checks a clause that must be inside the block it belongs to. */
  #checkPlace({ header }: Level, keyword: string | null, start: number): void {
    const owner = this.#rules.inside.get(keyword ?? '');
    if (keyword === null || owner === undefined) return;
    if (header?.keyword === owner) this.#observe('clause', keyword, 'held', header.start, start);
    else this.#observe('clause', keyword, 'broken', this.#last.get(owner) ?? start, start);
  }

  /**
   * Updates the statement at the line's level: the line continues it, or ends it and may begin another. A clause out of place does neither,
   * so that one error is counted once.
   */
  #follow({ line: before }: Level, keyword: string | null, start: number): Pick<Line, 'state' | 'since'> {
    const { next, inside, clauses } = this.#rules;
    const begun = { state: next.has(keyword ?? '') ? keyword : null, since: start };
    if (keyword === null || !clauses.includes(keyword) || inside.has(keyword)) {
      this.#endStatement(start, 'broken');
      return begun;
    }
    const state = next.get(before?.state ?? '')?.get(keyword);
    if (before !== null && state !== undefined) {
      this.#observe('clause', keyword, 'held', before.since, start);
      this.#endStatement(start, 'held');
      return { state, since: start };
    }
    this.#observe('clause', keyword, 'broken', this.#nearestOpener(keyword) ?? start, start);
    return before === null || before.state === null ? begun : { state: before.state, since: before.since };
  }

  /** Ends the statement at the innermost level. Only a statement with a missing clause becomes an observation. */
  #endStatement(position: number, outcome: code.Outcome): void {
    const line = this.#levels.at(-1)!.line;
    if (line === null || line.state === null || !this.#rules.unfinished.has(line.state)) return;
    this.#observe('handler', line.state, outcome, line.since, position);
  }

  #nearestOpener(clause: string): number | null {
    let nearest: number | null = null;
    for (const [keyword, followers] of this.#rules.next) {
      const start = this.#last.get(keyword);
      if (followers.has(clause) && start !== undefined) nearest = Math.max(nearest ?? 0, start);
    }
    return nearest;
  }

  #surroundingsUnder(keyword: string | null, start: number, outer: Surroundings): Surroundings {
    const block = this.#rules.blocks.get(keyword ?? '');
    if (block === undefined) return outer;
    if (block === 'class') return NOWHERE;
    return { ...(block === 'function' ? NOWHERE : outer), [block]: start };
  }

  #observe(
    check: ControlFlowObservation['check'],
    kind: string,
    outcome: code.Outcome,
    start: number,
    end: number,
  ): void {
    const depth = this.#levels.length - 1;
    this.observations.push({ ...observe(this.#document, kind, outcome, [start, end], depth), check });
  }
}
