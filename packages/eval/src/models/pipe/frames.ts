/** Message of the protocol: a JSON header, and a body of bytes whose meaning the header gives. */
export interface Frame {
  readonly header: Readonly<Record<string, unknown>>;
  /** Starts at the beginning of its buffer, so that it can be viewed as numbers. */
  readonly body: Uint8Array<ArrayBuffer>;
}

/** Number of bytes before a header: its length and that of the body, unsigned 32-bit, little-endian. */
const LENGTHS = 8;
/** Maximum length of a header in bytes. Printed text, read as a length, exceeds it and is not mistaken for a frame. */
const LONGEST_HEADER = 2 ** 27;

/** Returns the bytes of a frame, in parts. */
export function encodeFrame(header: object, body: readonly ArrayBufferView[] = []): Uint8Array[] {
  const json = new TextEncoder().encode(JSON.stringify(header));
  const lengths = Buffer.alloc(LENGTHS);
  lengths.writeUInt32LE(json.length, 0);
  lengths.writeUInt32LE(
    body.reduce((sum, { byteLength }) => sum + byteLength, 0),
    4,
  );
  const parts = body.map((part) => new Uint8Array(part.buffer, part.byteOffset, part.byteLength));
  return [lengths, json, ...parts];
}

/** Assembles frames from the pieces in which they arrive. */
export class FrameReader {
  readonly #onFrame: (frame: Frame) => void;
  /** Buffer for the part awaited next; `#filled` of its bytes have arrived. */
  #part = new Uint8Array(LENGTHS);
  #filled = 0;
  #header: Uint8Array<ArrayBuffer> | null = null;
  #bodyLength = -1;

  constructor(onFrame: (frame: Frame) => void) {
    this.#onFrame = onFrame;
  }

  /** @throws Error with the text that came in place of a frame */
  push(piece: Uint8Array): void {
    for (let at = 0; at < piece.length || this.#part.length === 0; ) {
      const bytes = piece.subarray(at, at + this.#part.length - this.#filled);
      this.#part.set(bytes, this.#filled);
      at += bytes.length;
      this.#filled += bytes.length;
      if (this.#filled < this.#part.length) return;
      this.#take(piece.subarray(at));
      this.#filled = 0;
    }
  }

  #take(rest: Uint8Array): void {
    const part = this.#part;
    if (this.#bodyLength < 0) {
      const lengths = Buffer.from(part.buffer);
      if (lengths.readUInt32LE(0) > LONGEST_HEADER)
        throw new Error(Buffer.concat([lengths, rest]).toString('utf8').split('\n')[0]);
      this.#bodyLength = lengths.readUInt32LE(4);
      this.#part = new Uint8Array(lengths.readUInt32LE(0));
    } else if (this.#header === null) {
      this.#header = part;
      this.#part = new Uint8Array(this.#bodyLength);
    } else {
      const json = new TextDecoder().decode(this.#header);
      this.#header = null;
      this.#bodyLength = -1;
      this.#part = new Uint8Array(LENGTHS);
      const header = readObject(json);
      this.#onFrame({ header, body: part });
    }
  }
}

function readObject(json: string): Frame['header'] {
  try {
    const value: unknown = JSON.parse(json);
    if (typeof value === 'object' && value !== null) return value as Frame['header'];
  } catch {
    // Reported below.
  }
  throw new Error(json);
}
