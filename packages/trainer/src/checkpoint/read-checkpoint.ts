import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describeValue, LongrangeError } from '@longrange/errors';
import type { z } from 'zod';
import { sha256 } from './sha256.ts';
import {
  type CompleteMarker,
  completeSchema,
  STATE_FORMAT_VERSION,
  type StateFile,
  stateSchema,
} from './state-schema.ts';
import { type TensorValues, unpackTensors } from './tensor-file.ts';

export interface CheckpointState {
  readonly state: StateFile;
  /** Adam's moments and the carried state. */
  readonly tensors: ReadonlyMap<string, TensorValues>;
}

/**
 * Reads what resume needs besides the model, after checking every file of the checkpoint against its SHA-256.
 *
 * @throws LongrangeError `CHECKPOINT_INCOMPLETE`, `CHECKPOINT_CORRUPT`, or `CHECKPOINT_NEWER` for a later format
 */
export async function readCheckpoint(folder: string): Promise<CheckpointState> {
  const marker = await readMarker(folder);
  const stateBytes = await readChecked(folder, 'state.json', marker.stateSha256);
  const state = parseJson(folder, 'state.json', stateBytes, stateSchema);
  const contents = new Map<string, Uint8Array>();
  for (const [name, hash] of Object.entries(state.files)) {
    contents.set(name, await readChecked(folder, name, hash));
  }
  const bytes = contents.get('state.bin');
  if (bytes === undefined) throw corrupt(folder, 'Expected state.json to name state.bin, got no such entry.');
  return { state, tensors: unpackTensors(state.tensors, bytes) };
}

/**
 * Checks that a checkpoint is complete and that every file of it is as it was written.
 *
 * @throws LongrangeError as `readCheckpoint`
 */
export async function verifyCheckpoint(folder: string): Promise<void> {
  await readCheckpoint(folder);
}

async function readMarker(folder: string): Promise<CompleteMarker> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(join(folder, 'COMPLETE'));
  } catch (cause) {
    throw new LongrangeError({
      code: 'CHECKPOINT_INCOMPLETE',
      message: `Expected a complete checkpoint in ${folder}, got no file COMPLETE.`,
      hint: 'its writing was cut short; take an earlier checkpoint, or `latest`.',
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
    throw corrupt(folder, `Expected a readable file ${name}, got none.`, cause);
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
  refuseNewer(folder, name, json);
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  const { path, message } = result.error.issues[0]!;
  throw corrupt(folder, `Expected ${name} in its format, got at \`${path.join('.')}\`: ${message}.`);
}

function refuseNewer(folder: string, name: string, json: unknown): void {
  const version =
    typeof json === 'object' && json !== null && 'formatVersion' in json ? json.formatVersion : undefined;
  if (typeof version !== 'number' || version <= STATE_FORMAT_VERSION) return;
  throw new LongrangeError({
    code: 'CHECKPOINT_NEWER',
    message: `Expected ${name} in ${folder} with formatVersion ${STATE_FORMAT_VERSION}, got ${describeValue(version)}.`,
    hint: 'it comes from a newer longrange; update to read it.',
  });
}

function corrupt(folder: string, message: string, cause?: unknown): LongrangeError {
  return new LongrangeError({
    code: 'CHECKPOINT_CORRUPT',
    message: `${message} In ${folder}.`,
    hint: 'the checkpoint is damaged; take another one of the run.',
    cause,
  });
}
