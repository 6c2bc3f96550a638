import type { Covering } from './covering.ts';

/** Characters by their bytes in UTF-8. */
interface ByteTree {
  /** Its place in the alphabet, where a character ends. */
  readonly place: number | null;
  readonly children: Map<number, ByteTree>;
}

/** The characters that are asked about. */
export class CharacterBytes {
  readonly size: number;
  readonly #root: ByteTree = { place: null, children: new Map() };

  constructor(alphabet: readonly string[]) {
    this.size = alphabet.length;
    const encoder = new TextEncoder();
    alphabet.forEach((character, place) => {
      const bytes = encoder.encode(character);
      let tree = this.#root;
      bytes.forEach((byte, index) => {
        const child = tree.children.get(byte);
        const isLast = index === bytes.length - 1;
        const next = child ?? { place: isLast ? place : null, children: new Map<number, ByteTree>() };
        if (child === undefined) tree.children.set(byte, next);
        tree = next;
      });
    });
  }

  /**
   * Natural logarithms of the probabilities of the alphabet's characters after a text. They sum to less than 1 by what is left for other characters, and for
   * bytes that are none.
   */
  async after(covering: Covering): Promise<Float64Array> {
    const logs = new Float64Array(this.size).fill(-Infinity);
    await fill(this.#root, covering, covering.log, 0, logs);
    return logs;
  }
}

async function fill(
  tree: ByteTree,
  covering: Covering,
  among: number,
  log: number,
  logs: Float64Array,
): Promise<void> {
  const { probabilities, followed } = await covering.nextByte(among);
  for (const [byte, child] of tree.children) {
    const next = log + Math.log(probabilities[byte]!);
    if (followed[byte] === 0) divide(child, next, logs);
    else if (child.place !== null) logs[child.place] = next;
    else {
      const longer = await covering.after(byte, among);
      await fill(child, longer, among, next, logs);
      longer.close();
    }
  }
}

/** Divides a probability evenly among the bytes that may come next inside a character. */
function divide({ place, children }: ByteTree, log: number, logs: Float64Array): void {
  if (place !== null) logs[place] = log;
  for (const child of children.values()) divide(child, log - Math.log(INNER_BYTES), logs);
}

/** So many bytes may come second, third or last in a character. */
const INNER_BYTES = 64;
