import { isUtf8 } from 'node:buffer';
import { hidingIn } from '@longrange/errors';

/** Answer of a server without the secrets that it repeats, however they are spelled. */
export interface Foreign {
  /** Reason, for people. */
  readonly text: string;
  /** Undefined where it is no JSON. */
  readonly json: unknown;
  /** True for JSON that is nested too deeply to be read. */
  readonly isTooDeep: boolean;
}

/**
 * Reads an answer to its end.
 * @param most bytes, unpacked
 * @param hide takes a secret out of a text
 * @returns undefined where there are more
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
