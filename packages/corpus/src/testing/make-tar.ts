const BLOCK = 512;

export interface TarMember {
  readonly name: string;
  readonly type?: string;
  /** Value for the header; numbers are written in octal. */
  readonly size?: number | Uint8Array;
  readonly data?: Uint8Array | string;
  /** Changes the header before its checksum is computed. */
  readonly change?: (header: Uint8Array) => void;
}

/** Makes a tar archive whose headers need not be true. */
export function makeTar(members: readonly TarMember[]): Uint8Array {
  const blocks = members.flatMap(({ name, type = '0', data = '', size, change }) => {
    const bytes = typeof data === 'string' ? new TextEncoder().encode(data) : data;
    const header = new Uint8Array(BLOCK);
    const write = (text: string, at: number) => header.set(new TextEncoder().encode(text), at);
    write(name, 0);
    if (size instanceof Uint8Array) header.set(size, 124);
    else write((size ?? bytes.length).toString(8).padStart(11, '0'), 124);
    write(type, 156);
    write('ustar\u000000', 257);
    change?.(header);
    sealTarHeader(header);
    const padded = new Uint8Array(Math.ceil(bytes.length / BLOCK) * BLOCK);
    padded.set(bytes);
    return [header, padded];
  });
  return new Uint8Array(Buffer.concat([...blocks, new Uint8Array(2 * BLOCK)]));
}

/** Corrects a header's checksum. */
export function sealTarHeader(header: Uint8Array): void {
  header.fill(0x20, 148, 156);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.set(new TextEncoder().encode(`${sum.toString(8).padStart(6, '0')}\0 `), 148);
}
