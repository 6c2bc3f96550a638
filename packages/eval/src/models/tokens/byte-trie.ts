import { bisect } from '@longrange/code/internal';

/** A node of a `ByteTrie`: the tokens that begin with the same `depth` bytes, which are adjacent in the trie's order. */
export interface TrieNode {
  /** Place of the first of them in the order. */
  readonly from: number;
  /** Place after those that end at this node: from here on, tokens continue with another byte. */
  readonly inner: number;
  /** Place after the last of them. */
  readonly to: number;
  /** Number of bytes from the root. */
  readonly depth: number;
}

/**
 * The bytes of a vocabulary as a trie. Tokens are sorted by their bytes, so that the tokens below a node are adjacent and its mass is the
 * sum of a slice of weights. Nodes are not stored. Tokens without bytes (null or empty) are not text and are left out.
 */
export class ByteTrie {
  /** Ids of the tokens, sorted by their bytes; among equal bytes, the smaller id comes first. */
  readonly tokens: Int32Array;
  readonly root: TrieNode;
  readonly #places: Int32Array;
  /** Offset of each token's bytes, by place, and the end of the last one. */
  readonly #starts: Int32Array;
  readonly #bytes: Uint8Array;
  /** Children of the root, by byte. */
  readonly #first: readonly (TrieNode | null)[];

  constructor(tokenBytes: readonly (Uint8Array | null)[]) {
    const ids = Array.from(tokenBytes.keys()).filter((id) => (tokenBytes[id]?.length ?? 0) > 0);
    ids.sort((a, b) => compareBytes(tokenBytes[a]!, tokenBytes[b]!) || a - b);
    this.tokens = Int32Array.from(ids);
    this.#places = new Int32Array(tokenBytes.length);
    this.#starts = new Int32Array(ids.length + 1);
    ids.forEach((id, place) => {
      this.#places[id] = place;
      this.#starts[place + 1] = this.#starts[place]! + tokenBytes[id]!.length;
    });
    this.#bytes = new Uint8Array(this.#starts[ids.length]!);
    ids.forEach((id, place) => {
      this.#bytes.set(tokenBytes[id]!, this.#starts[place]);
    });
    this.root = { from: 0, inner: 0, to: ids.length, depth: 0 };
    this.#first = Array.from({ length: 256 }, (_, byte) => this.#search(this.root, byte));
  }

  /** Returns the place of a token in the order. */
  placeOf(token: number): number {
    return this.#places[token]!;
  }

  /** Returns the bytes of the token at a place in the order. */
  bytesAt(place: number): Uint8Array {
    return this.#bytes.subarray(this.#starts[place], this.#starts[place + 1]);
  }

  /** Returns the node of the tokens that continue with this byte; null if none does. */
  child(node: TrieNode, byte: number): TrieNode | null {
    return node.depth === 0 ? this.#first[byte]! : this.#search(node, byte);
  }

  /** Yields the nodes below a node, with their byte, in ascending order. */
  *children(node: TrieNode): Generator<[byte: number, child: TrieNode]> {
    for (let place = node.inner; place < node.to; ) {
      const byte = this.#bytes[this.#starts[place]! + node.depth]!;
      const child = this.child(node, byte)!;
      yield [byte, child];
      place = child.to;
    }
  }

  /** Adds `scale` times the weights (by place) of the tokens below the node to `sums`, by their next byte. */
  addByByte(node: TrieNode, weights: Float64Array, scale: number, sums: Float64Array): void {
    for (let place = node.inner; place < node.to; place++) {
      const byte = this.#bytes[this.#starts[place]! + node.depth]!;
      sums[byte] = sums[byte]! + scale * weights[place]!;
    }
  }

  #search(node: TrieNode, byte: number): TrieNode | null {
    const from = this.#firstAtLeast(node, byte);
    const to = this.#firstAtLeast(node, byte + 1);
    if (from === to) return null;
    const depth = node.depth + 1;
    let inner = from;
    while (inner < to && this.#starts[inner + 1]! - this.#starts[inner]! === depth) inner++;
    return { from, inner, to, depth };
  }

  /** Returns the first place below the node whose token continues with this byte or a larger one. */
  #firstAtLeast({ inner, to, depth }: TrieNode, byte: number): number {
    const byteAt = (place: number): number => this.#bytes[this.#starts[place]! + depth]!;
    return inner + bisect(to - inner, (index) => byteAt(inner + index) < byte);
  }
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index++) if (a[index] !== b[index]) return a[index]! - b[index]!;
  return a.length - b.length;
}
