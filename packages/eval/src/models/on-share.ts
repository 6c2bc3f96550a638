/** Told how far a probe is, from 0 to 1. */
export type OnShare = (share: number) => void;

/** Several parts of a work that take so much each, and how far it is when one of them is so far. */
export class SharedWork {
  readonly #amounts: readonly number[];
  readonly #onShare: OnShare;

  constructor(amounts: readonly number[], onShare: OnShare) {
    this.#amounts = amounts;
    this.#onShare = onShare;
  }

  part(index: number): OnShare {
    const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0);
    const before = sum(this.#amounts.slice(0, index));
    const total = Math.max(1, sum(this.#amounts));
    return (share) => this.#onShare((before + share * this.#amounts[index]!) / total);
  }
}
