import { isUtf8 } from 'node:buffer';
import { hidingIn } from '@longrange/errors';

/** Answer of a server, with all secrets removed, however they are spelled. */
export interface Foreign {
  /** Answer as text, for messages. */
  readonly text: string;
  /** Undefined if the answer is not JSON. */
  readonly json: unknown;
  /** True for JSON that is nested too deeply to read. */
  readonly isTooDeep: boolean;
}

/**
 * Reads an answer to its end.
 * @param most maximum number of bytes after decompression
 * @param hide removes a secret from a text
 * @returns undefined if there are more bytes
 */
export async function readForeign(
  { body }: Response,
  { most, hide }: { readonly most: number; readonly hide: (text: string) => string },
): Promise<Foreign | undefined> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of (body ?? []) as unknown as AsyncIterable<Uint8Array>) {
    parts.push(part);
    length += part.length;
    if (length > most) return undefined;
  }
  const bytes = Buffer.concat(parts);
  const plain = bytes.toString();
  try {
    if (!isUtf8(bytes)) throw new SyntaxError('no UTF-8');
    const json: unknown = JSON.parse(plain, hidingIn(hide));
    return { text: JSON.stringify(json), json, isTooDeep: false };
  } catch (error) {
    return { text: hide(plain), json: undefined, isTooDeep: error instanceof RangeError };
  }
}
