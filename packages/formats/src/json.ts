import { isDeeper } from '@longrange/errors';
import { damaged } from './format-error.ts';

/** Longest JSON that describes a model, bytes: the largest vocabulary takes a quarter of a megabyte. Parsed, JSON takes up to thirty times as much. */
export const LARGEST_JSON = 2 * 2 ** 20;
/** A configuration is nested ten deep. */
const DEEPEST = 100;

/** @throws LongrangeError FORMAT_DAMAGED */
export function parseJson(bytes: Uint8Array | string, what: string): unknown {
  if (bytes.length > LARGEST_JSON) {
    throw damaged(`Expected at most ${LARGEST_JSON} bytes of JSON as ${what}, got ${bytes.length}.`);
  }
  let json: unknown;
  try {
    json = JSON.parse(
      typeof bytes === 'string' ? bytes : new TextDecoder('utf-8', { fatal: true }).decode(bytes),
    );
  } catch (cause) {
    throw damaged(`Expected JSON as ${what}, got: ${(cause as Error).message}.`, cause);
  }
  if (isDeeper(json, DEEPEST))
    throw damaged(`Expected a model as ${what}, got JSON that is nested more than ${DEEPEST} deep.`);
  return json;
}
