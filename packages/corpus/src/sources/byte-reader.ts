/** Reads a stream of chunks in pieces of any size. */
export class ByteReader {
  private readonly chunks: AsyncIterator<Uint8Array>;
  private current: Uint8Array = new Uint8Array(0);

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.chunks = chunks[Symbol.asyncIterator]();
  }

  /** Returns the next `byteCount` bytes, fewer at the end of the stream. */
  async read(byteCount: number): Promise<Uint8Array> {
    const pieces: Uint8Array[] = [];
    const missing = await this.consume(byteCount, (piece) => pieces.push(piece));
    if (pieces.length === 1) return pieces[0]!;
    const bytes = new Uint8Array(byteCount - missing);
    let at = 0;
    for (const piece of pieces) {
      bytes.set(piece, at);
      at += piece.length;
    }
    return bytes;
  }

  /** Skips `byteCount` bytes. @returns number of missing bytes */
  skip(byteCount: number): Promise<number> {
    return this.consume(byteCount, () => {});
  }

  private async consume(byteCount: number, take: (piece: Uint8Array) => void): Promise<number> {
    let missing = byteCount;
    while (missing > 0) {
      if (this.current.length === 0) {
        const { value, done } = await this.chunks.next();
        if (done) break;
        this.current = value;
      }
      const piece = this.current.subarray(0, missing);
      this.current = this.current.subarray(piece.length);
      missing -= piece.length;
      take(piece);
    }
    return missing;
  }
}
