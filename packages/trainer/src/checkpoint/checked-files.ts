import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describeValue, isDeeper, LongrangeError, systemProblem } from '@longrange/errors';
import type { z } from 'zod';
import { sha256 } from '../disk/sha256.ts';
import { corrupt } from './corrupt.ts';
import { implausible } from './plausible.ts';
import {
  type CompleteMarker,
  completeSchema,
  STATE_FORMAT_VERSION,
  type StateFile,
  stateSchema,
} from './state-schema.ts';

/** Configurations are nested three deep. */
const DEEPEST = 100;

/**
 * `state.json` of a checkpoint, as it was written and in itself plausible.
 *
 * @throws LongrangeError `CHECKPOINT_INCOMPLETE`, `CHECKPOINT_CORRUPT`, or `CHECKPOINT_NEWER` or `CHECKPOINT_OLDER` for another format
 */
export async function readState(folder: string): Promise<StateFile> {
  const marker = await readMarker(folder);
  const bytes = await readChecked(folder, 'state.json', marker.stateSha256);
  const state = parseJson(folder, 'state.json', bytes, stateSchema);
  const problem = implausible(folder, marker, state);
  if (problem !== undefined) throw corrupt(folder, problem);
  return state;
}

/** One of the files that `state.json` names, as it was written. @throws LongrangeError `CHECKPOINT_CORRUPT` */
export function readFileOf(
  folder: string,
  { files }: StateFile,
  name: keyof StateFile['files'],
): Promise<Uint8Array> {
  return readChecked(folder, name, files[name]);
}

async function readMarker(folder: string): Promise<CompleteMarker> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(join(folder, 'COMPLETE'));
  } catch (cause) {
    throw new LongrangeError({
      code: 'CHECKPOINT_INCOMPLETE',
      message: `Expected a complete checkpoint in ${folder}, got no file COMPLETE.`,
      hint: 'writing it was interrupted; use an earlier checkpoint, or `latest`.',
      cause,
    });
  }
  return parseJson(folder, 'COMPLETE', bytes, completeSchema);
}

async function readChecked(folder: string, name: string, expectedHash: string): Promise<Uint8Array> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(join(folder, name));
  } catch (cause) {
    throw corrupt(folder, systemProblem('read', name, cause).message, cause);
  }
  const hash = sha256(bytes);
  if (hash === expectedHash) return bytes;
  throw corrupt(
    folder,
    `Expected ${name} as it was written (SHA-256 ${expectedHash.slice(0, 12)}…), got ${bytes.length} bytes with ${hash.slice(0, 12)}….`,
  );
}

function parseJson<Schema extends z.ZodType>(
  folder: string,
  name: string,
  bytes: Uint8Array,
  schema: Schema,
): z.output<Schema> {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw corrupt(folder, `Expected ${name} to hold JSON, got ${bytes.length} bytes that are not.`, cause);
  }
  refuseOtherVersion(folder, name, json);
  if (isDeeper(json, DEEPEST))
    throw corrupt(folder, `Expected ${name} in its format, got JSON nested too deep.`);
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  const { path, message } = result.error.issues[0]!;
  throw corrupt(folder, `Expected ${name} in its format, got at \`${path.join('.')}\`: ${message}.`);
}

function refuseOtherVersion(folder: string, name: string, json: unknown): void {
  const version =
    typeof json === 'object' && json !== null && 'formatVersion' in json ? json.formatVersion : undefined;
  if (typeof version !== 'number' || version === STATE_FORMAT_VERSION) return;
  const isNewer = version > STATE_FORMAT_VERSION;
  throw new LongrangeError({
    code: isNewer ? 'CHECKPOINT_NEWER' : 'CHECKPOINT_OLDER',
    message: `Expected ${name} in ${folder} with formatVersion ${STATE_FORMAT_VERSION}, got ${describeValue(version)}.`,
    hint: isNewer
      ? 'it comes from a newer longrange; update to read it.'
      : 'it comes from an older longrange; train again.',
  });
}
