import { GrowableArray } from './growable-array.ts';
import { BOUNDARY, type SymbolArray, symbolArrays } from './symbols.ts';
import type { TextIndex } from './text-index.ts';

const int32 = (length: number): Int32Array => new Int32Array(length);

/** Counts after how many contexts each symbol comes, one node after the other, into two long lists. */
export class FollowerTally {
  readonly symbols: GrowableArray<SymbolArray>;
  readonly counts = new GrowableArray(int32);
  readonly #counts: Int32Array;
  readonly #lastContext: Int32Array;
  readonly #seen: Int32Array;
  #distinct = 0;
  #context = 0;

  constructor({ backward, table }: TextIndex) {
    this.symbols = new GrowableArray(symbolArrays(backward));
    this.#counts = int32(table.size + 1);
    this.#lastContext = int32(table.size + 1);
    this.#seen = int32(table.size + 1);
  }

  nextContext(): void {
    this.#context++;
  }

  /** Once per context. The end of a document is no follower. */
  count(symbol: number): void {
    if (symbol === BOUNDARY || this.#lastContext[symbol] === this.#context) return;
    this.#lastContext[symbol] = this.#context;
    if (this.#counts[symbol]!++ === 0) this.#seen[this.#distinct++] = symbol;
  }

  /** Lists the symbols counted since the last time, and starts over. */
  flush(): void {
    for (let i = 0; i < this.#distinct; i++) {
      const symbol = this.#seen[i]!;
      this.symbols.push(symbol);
      this.counts.push(this.#counts[symbol]!);
      this.#counts[symbol] = 0;
    }
    this.#distinct = 0;
  }
}
