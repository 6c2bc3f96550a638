import type { ContextTree } from './context-tree.ts';
import { BOUNDARY, type SymbolArray } from './symbols.ts';

/** Told the contexts that a walk meets, from the empty one to the longest. */
export interface ContextVisitor {
  /** A context that is a node. */
  node(node: number): void;
  /** Contexts of `from` up to `to` symbols, inclusive, with the occurrences of `node`, which has more. */
  edge(node: number, from: number, to: number): void;
  /** Contexts of `from` up to `to` symbols that occur once; `follower` came after them. */
  leaf(follower: number, from: number, to: number): void;
}

/** Visits all contexts before `position`, of up to the tree's order, that the training text has. */
export function walkContexts(
  tree: ContextTree,
  symbols: SymbolArray,
  position: number,
  visitor: ContextVisitor,
): void {
  const { suffixes } = tree.index;
  let node = 0;
  let depth = 0;
  const most = Math.min(tree.order, position);
  visitor.node(0);
  while (depth < most && !(depth > 0 && symbols[position - depth] === BOUNDARY)) {
    const symbol = symbols[position - depth - 1]!;
    const child = findChild(tree, node, symbol);
    const isNode = child < tree.firstChild[node + 1]! && tree.symbol[child] === symbol;
    // All its occurrences end a document.
    if (isNode && tree.firstFollower[child] === tree.firstFollower[child + 1]) return;
    const rank = isNode ? tree.low[child]! : findLeaf(tree, node, child, symbol);
    if (rank < 0) return;
    const end = Math.min(most, isNode ? tree.depth[child]! : most);
    const reached = matchUpTo(tree, suffixes[rank]!, symbols, position, depth + 1, end);
    if (!isNode) {
      const suffix = suffixes[rank]!;
      const follower = suffix === 0 ? BOUNDARY : tree.index.backward[suffix - 1]!;
      if (follower !== BOUNDARY) visitor.leaf(follower, depth + 1, reached);
      return;
    }
    const arrived = reached === tree.depth[child];
    const lastOnEdge = arrived ? reached - 1 : reached;
    if (lastOnEdge > depth) visitor.edge(child, depth + 1, lastOnEdge);
    if (!arrived) return;
    visitor.node(child);
    node = child;
    depth = reached;
  }
}

/** The first child of `node` whose symbol is not smaller: binary search. */
function findChild({ firstChild, symbol: symbols }: ContextTree, node: number, symbol: number): number {
  let low = firstChild[node]!;
  let high = firstChild[node + 1]!;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (symbols[middle]! < symbol) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The rank of the one place of `node` with that symbol before it, between the places of the children around; −1 for none. */
function findLeaf(tree: ContextTree, node: number, nextChild: number, symbol: number): number {
  const { index, firstChild, depth } = tree;
  let low = nextChild > firstChild[node]! ? tree.high[nextChild - 1]! : tree.low[node]!;
  let high = nextChild < firstChild[node + 1]! ? tree.low[nextChild]! : tree.high[node]!;
  const end = high;
  const symbolAt = (rank: number): number => index.backward[index.suffixes[rank]! + depth[node]!]!;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (symbolAt(middle) < symbol) low = middle + 1;
    else high = middle;
  }
  return low < end && symbolAt(low) === symbol ? low : -1;
}

/** How many symbols before `position`, at most `end`, are those of the training text from `suffix` on; the first `known` are. */
function matchUpTo(
  { index }: ContextTree,
  suffix: number,
  symbols: SymbolArray,
  position: number,
  known: number,
  end: number,
): number {
  let length = known;
  while (
    length < end &&
    symbols[position - length] !== BOUNDARY &&
    index.backward[suffix + length] === symbols[position - length - 1]
  ) {
    length++;
  }
  return length;
}
