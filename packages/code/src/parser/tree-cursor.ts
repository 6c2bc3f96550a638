import type { SyntaxCursor, SyntaxTree } from '../text/names.ts';
import type { GrammarTables } from './grammar-tables.ts';
import type { LoadedGrammar, TreeSitter } from './tree-sitter.ts';

// A subtree takes two words. If the first is odd, they hold all of it: flags (visible, named, extra, changed, missing), the symbol in
// the second byte, and in the last two bytes the lengths of what is before the node and of the node. Else it is the address of the words
// below, before which are the children. Lengths are in bytes, two for each UTF-16 code unit.
const PADDING = 1;
const SIZE = 4;
const CHILDREN = 9;
const SYMBOL = 10;
const FLAGS = 11;
const VISIBLE_CHILDREN = 12;
const PRODUCTION = 16;
const [VISIBLE, NAMED, EXTRA, MISSING] = [1, 2, 4, 512];

/**
 * A cursor that reads the tree in the parser's memory. tree-sitter's own, of which this is a translation, takes a call into WebAssembly
 * for each move and each property: three times as long.
 */
export class TreeCursor implements SyntaxCursor {
  /** Kept, so that it is not collected before the cursor. */
  readonly tree: SyntaxTree;
  readonly #treeSitter: TreeSitter;
  readonly #tables: GrammarTables;
  readonly #generation: number;
  /** The node and those around it, some of them hidden: words, beginnings in bytes, and places among all children and those of the rule. */
  readonly #subtrees: number[] = [];
  readonly #starts: number[] = [];
  readonly #indexes: number[] = [];
  readonly #places: number[] = [];
  #depth = 0;

  /** @param root address of the tree, which begins with its root */
  constructor(treeSitter: TreeSitter, { tables }: LoadedGrammar, tree: SyntaxTree, root: number) {
    this.tree = tree;
    this.#treeSitter = treeSitter;
    this.#tables = tables;
    this.#generation = treeSitter.generation;
    this.#push(0, root >>> 2, paddingOf(treeSitter.words, root >>> 2), 0, 0);
  }

  get nodeType(): string {
    return this.#isCurrent ? (this.#tables.types[this.#symbol] ?? 'ERROR') : 'ERROR';
  }

  get nodeIsNamed(): boolean {
    if (!this.#isCurrent) return false;
    const alias = this.#aliasAt(this.#depth);
    return alias === 0 ? (this.#flags(this.#depth) & NAMED) !== 0 : this.#tables.isNamed[alias]!;
  }

  get nodeIsMissing(): boolean {
    return this.#isCurrent && (this.#flags(this.#depth) & MISSING) !== 0;
  }

  get startIndex(): number {
    return this.#isCurrent ? this.#starts[this.#depth]! >>> 1 : 0;
  }

  get endIndex(): number {
    return this.#isCurrent ? this.#end(this.#depth) >>> 1 : 0;
  }

  get currentFieldName(): string | null {
    if (!this.#isCurrent) return null;
    for (let at = this.#depth; at > 0; at--) {
      if ((at < this.#depth && this.#isVisible(at)) || (this.#flags(at) & EXTRA) !== 0) return null;
      const name = this.#tables.fields[this.#production(at - 1)]?.[this.#places[at]!];
      if (name !== undefined) return name;
    }
    return null;
  }

  gotoFirstChild(): boolean {
    return this.#isCurrent && this.#enter(0, 0, this.#starts[this.#depth]!);
  }

  gotoNextSibling(): boolean {
    if (!this.#isCurrent) return false;
    const depth = this.#depth;
    // Out of hidden nodes, whose siblings are those of the node.
    for (let at = depth; at > 0 && (at === depth || !this.#isVisible(at)); at--) {
      this.#depth = at - 1;
      const place = this.#places[at]! + ((this.#flags(at) & EXTRA) === 0 ? 1 : 0);
      if (this.#enter(this.#indexes[at]! + 1, place, this.#end(at))) return true;
    }
    this.#depth = depth;
    return false;
  }

  gotoParent(): boolean {
    if (!this.#isCurrent || this.#depth === 0) return false;
    do this.#depth--;
    while (!this.#isVisible(this.#depth));
    return true;
  }

  /** False for a cursor of an earlier generation, which stands still on an error. */
  get #isCurrent(): boolean {
    return this.#generation === this.#treeSitter.generation;
  }

  get #symbol(): number {
    const alias = this.#aliasAt(this.#depth);
    if (alias !== 0) return alias;
    const { words } = this.#treeSitter;
    const word = words[this.#subtrees[this.#depth]!]!;
    return (word & 1) === 1 ? (word >>> 8) & 0xff : words[(word >>> 2) + SYMBOL]! & 0xffff;
  }

  /** Moves to the first visible node among the children of the current one, from `index` on, and below those that are hidden. */
  #enter(index: number, place: number, start: number): boolean {
    const { words } = this.#treeSitter;
    const depth = this.#depth;
    const parent = words[this.#subtrees[depth]!]!;
    if ((parent & 1) === 1) return false;
    const count = words[(parent >>> 2) + CHILDREN]!;
    const first = (parent >>> 2) - 2 * count;
    let begin = start;
    let at = place;
    for (let next = index; next < count; next++) {
      const subtree = first + 2 * next;
      if (next > 0) begin += paddingOf(words, subtree);
      const flags = flagsOf(words, subtree);
      const word = words[subtree]!;
      const isInline = (word & 1) === 1;
      const hasVisible =
        !isInline && words[(word >>> 2) + CHILDREN]! > 0 && words[(word >>> 2) + VISIBLE_CHILDREN]! > 0;
      const isExtra = (flags & EXTRA) !== 0;
      const isVisible = (flags & VISIBLE) !== 0 || (!isExtra && this.#alias(depth, at) !== 0);
      // Only now: a cursor that finds nothing must still know where it was.
      if (isVisible || hasVisible) this.#push(depth + 1, subtree, begin, next, at);
      if (isVisible) return true;
      if (hasVisible) return this.#enter(0, 0, begin);
      if (!isExtra) at++;
      begin += isInline ? words[subtree + 1]! >>> 24 : words[(word >>> 2) + SIZE]!;
    }
    this.#depth = depth;
    return false;
  }

  #push(depth: number, subtree: number, start: number, index: number, place: number): void {
    this.#depth = depth;
    this.#subtrees[depth] = subtree;
    this.#starts[depth] = start;
    this.#indexes[depth] = index;
    this.#places[depth] = place;
  }

  #flags(depth: number): number {
    return flagsOf(this.#treeSitter.words, this.#subtrees[depth]!);
  }

  #end(depth: number): number {
    const { words } = this.#treeSitter;
    const word = words[this.#subtrees[depth]!]!;
    const size = (word & 1) === 1 ? words[this.#subtrees[depth]! + 1]! >>> 24 : words[(word >>> 2) + SIZE]!;
    return this.#starts[depth]! + size;
  }

  #production(depth: number): number {
    const { words } = this.#treeSitter;
    return words[(words[this.#subtrees[depth]!]! >>> 2) + PRODUCTION]! >>> 16;
  }

  #aliasAt(depth: number): number {
    if (depth === 0 || (this.#flags(depth) & EXTRA) !== 0) return 0;
    return this.#alias(depth - 1, this.#places[depth]!);
  }

  /** Symbol that stands for that of the child at a place of the rule, or 0. */
  #alias(parent: number, place: number): number {
    const production = this.#production(parent);
    return production === 0
      ? 0
      : this.#tables.aliases[production * this.#tables.aliasesPerProduction + place]!;
  }

  #isVisible(depth: number): boolean {
    return depth === 0 || (this.#flags(depth) & VISIBLE) !== 0 || this.#aliasAt(depth) !== 0;
  }
}

function paddingOf(words: Int32Array, subtree: number): number {
  const word = words[subtree]!;
  return (word & 1) === 1 ? (words[subtree + 1]! >>> 16) & 0xff : words[(word >>> 2) + PADDING]!;
}

/** Flags where they are in subtrees with an address. */
function flagsOf(words: Int32Array, subtree: number): number {
  const word = words[subtree]!;
  if ((word & 1) === 0) return words[(word >>> 2) + FLAGS]!;
  return ((word >>> 1) & (VISIBLE | NAMED | EXTRA)) | ((word & 0x20) << 4);
}
