interface Sample {
  readonly seconds: number;
  readonly characters: number;
}

/** Characters per second over a sliding window of training time. */
export class Throughput {
  readonly #windowSeconds: number;
  readonly #samples: Sample[] = [];
  #seconds = 0;
  #characters = 0;

  constructor(windowSeconds = 10) {
    this.#windowSeconds = windowSeconds;
  }

  /** Notes that `characters` took `seconds`. */
  add(characters: number, seconds: number): void {
    this.#samples.push({ characters, seconds });
    this.#characters += characters;
    this.#seconds += seconds;
    while (this.#samples.length > 1 && this.#seconds - this.#samples[0]!.seconds >= this.#windowSeconds) {
      const oldest = this.#samples.shift()!;
      this.#characters -= oldest.characters;
      this.#seconds -= oldest.seconds;
    }
  }

  /** 0 before the first sample. */
  get charactersPerSecond(): number {
    return this.#seconds > 0 ? this.#characters / this.#seconds : 0;
  }
}
