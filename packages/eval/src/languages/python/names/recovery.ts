import type { BlockLine, NameSource } from '../../names.ts';
import type { NameCollector } from './collector.ts';
import { bindDamagedHeader, damagedNames } from './damaged-line.ts';
import type { Loop } from './scope.ts';
import { type Surroundings, walkNames } from './walk.ts';

/** Of blocks further in each line is parsed by itself, so that all stays linear. */
const DEEPEST_BLOCK = 16;

/** What makes a statement of a clause. */
const CLAUSE_PREFIXES: ReadonlyMap<string | null, string> = new Map([
  ['elif', 'if 0: pass\n'],
  ['else', 'if 0: pass\n'],
  ['except', 'try: pass\n'],
  ['finally', 'try: pass\n'],
  ['case', 'match 0:\n '],
]);

const BODY = 'pass';

interface OpenBlock extends Surroundings {
  readonly depth: number;
  /** The loop that ends with the block. */
  readonly ownLoop: Loop | null;
}

/**
 * Reads the names of a statement that does not parse. The parser's recovery from an error may make a call of a definition, and
 * an ERROR node of all around; so the lexer's lines, which know their blocks, take the statement apart: a statement in it that parses is
 * read like any other, one that does not is taken apart again, and in a line that does not parse names may be anything. So one slip
 * makes one line unknown, and not the parameters and bindings of all that stands around it.
 */
export class NameRecovery {
  readonly #source: NameSource;
  readonly #collector: NameCollector;
  #open: OpenBlock[] = [];

  constructor(source: NameSource, collector: NameCollector) {
    this.#source = source;
    this.#collector = collector;
  }

  /** @param first index of the first line, which stands in the module @param end that after the last */
  readLines(first: number, end: number): void {
    const { lines } = this.#source;
    for (let index = first; index < end; ) {
      this.#closeBlocks(lines[index]!.depth);
      const next = this.#readWhole(index, end);
      if (next === null) this.#readLine(lines[index]!);
      index = next ?? index + 1;
    }
    this.#closeBlocks(0);
  }

  get #around(): Surroundings {
    return this.#open.at(-1) ?? { scope: this.#collector.module, loop: null };
  }

  #closeBlocks(depth: number): void {
    while (this.#open.length > 0 && this.#open.at(-1)!.depth >= depth) {
      const { ownLoop } = this.#open.pop()!;
      if (ownLoop !== null) ownLoop.endedAt = this.#collector.time;
    }
  }

  /** Reads a statement with its clauses and blocks if it is sound. Returns the line after it, or null where it is not. */
  #readWhole(index: number, end: number): number | null {
    const { lines } = this.#source;
    const { depth } = lines[index]!;
    if (depth > DEEPEST_BLOCK) return null;
    let next = index + 1;
    let isDecorated = lines[index]!.role === 'decorator';
    for (; next < end; next++) {
      const line = lines[next]!;
      const belongs = line.depth > depth || (line.depth === depth && (isDecorated || line.role === 'clause'));
      if (!belongs) break;
      if (line.isMisplaced) return null;
      if (line.depth === depth) isDecorated &&= line.role === 'decorator';
    }
    if (next === index + 1) return null;
    const last = lines[next - 1]!;
    return this.#walk(lines[index]!, last.end, '') === null ? null : next;
  }

  #readLine(line: BlockLine): void {
    const body = line.opensBlock ? `\n  ${BODY}` : '';
    const inner = this.#walk(line, line.end, body) ?? this.#readDamaged(line);
    const around = this.#around;
    const ownLoop = inner.loop === around.loop ? null : inner.loop;
    this.#open.push({ ...inner, depth: line.depth, ownLoop });
  }

  /** Reads a piece of text that parses. Returns what its body stands in, or null where it does not parse. */
  #walk(line: BlockLine, end: number, body: string): Surroundings | null {
    const prefix = CLAUSE_PREFIXES.get(line.keyword) ?? '';
    // A decorator alone is an expression.
    const start = line.role === 'decorator' && body === '' && end === line.end ? line.first + 1 : line.first;
    const text = `${prefix}${this.#source.text.slice(start, end)}${body}`;
    const tree = this.#source.parse(text);
    try {
      if (tree.hasError) return null;
      const bodyAt = body === '' ? Number.POSITIVE_INFINITY : text.length - BODY.length;
      const around = this.#around;
      return walkNames(tree, text, start - prefix.length, this.#collector, around, bodyAt) ?? around;
    } finally {
      tree.dispose();
    }
  }

  #readDamaged(line: BlockLine): Surroundings {
    const around = this.#around;
    const names = damagedNames(this.#source.text.slice(line.first, line.end), line.first);
    this.#collector.inDamage += names.length;
    if (line.role === 'definition') return bindDamagedHeader(names, around, this.#collector);
    for (const { name, position } of names)
      this.#collector.add('unclear', around.scope, name, position, null);
    const isLoop = line.keyword === 'for' || line.keyword === 'while';
    const loop = isLoop ? { endedAt: Number.POSITIVE_INFINITY } : null;
    return { scope: around.scope, loop: around.loop ?? loop };
  }
}
