/** A typed array to push to: it doubles when full. */
export class GrowableArray<T extends Uint8Array | Uint16Array | Int32Array> {
  #values: T;
  #length = 0;
  readonly #create: (length: number) => T;

  constructor(create: (length: number) => T) {
    this.#create = create;
    this.#values = create(1024);
  }

  get length(): number {
    return this.#length;
  }

  at(index: number): number {
    return this.#values[index]!;
  }

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const larger = this.#create(Math.max(1024, this.#length * 2));
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.#length++] = value;
  }

  /** The values in an array of just their number. Afterwards this one is empty, and its memory free. */
  take(): T {
    const values = this.#values.slice(0, this.#length) as T;
    this.#values = this.#create(0);
    this.#length = 0;
    return values;
  }
}
