import { checkArgument, LongrangeError, unknownName } from '@longrange/errors';
import { readSafetensors } from '@longrange/formats/safetensors';
import { CharacterModel } from '@longrange/model';
import cards from '../cards.json';

/** Weight files beside the code. Bundlers find them and replace their addresses. */
const files = {
  lstm: new URL('../weights/lstm.safetensors', import.meta.url),
  mingru: new URL('../weights/mingru.safetensors', import.meta.url),
  small: new URL('../weights/small.safetensors', import.meta.url),
} as const;

/** Name of a pretrained model. */
export type PretrainedName = keyof typeof files;

/** Names of the pretrained models. */
export const modelNames = Object.keys(files) as readonly PretrainedName[];

/**
 * Loads a pretrained model on the active engine. In Node its file is read from disk; a page fetches it from where its bundler put it.
 *
 * @throws LongrangeError PRETRAINED_UNKNOWN, PRETRAINED_MISSING, PRETRAINED_DAMAGED, FORMAT_…
 */
export async function loadPretrained(name: PretrainedName): Promise<CharacterModel> {
  const { config, values } = readSafetensors(await readPretrained(name), `${name}.safetensors`);
  return CharacterModel.fromValues(config, values);
}

/**
 * Reads the file of a pretrained model, safetensors in F16, and checks its SHA-256.
 *
 * @throws LongrangeError (exit code 2) PRETRAINED_UNKNOWN; PRETRAINED_MISSING, PRETRAINED_DAMAGED
 */
export async function readPretrained(name: string): Promise<Uint8Array<ArrayBuffer>> {
  checkArgument(typeof name === 'string', 'name', 'the name of a model', name);
  if (!isPretrained(name))
    throw new LongrangeError({
      code: 'PRETRAINED_UNKNOWN',
      message: unknownName('pretrained model', name, modelNames),
      hint: `the models are ${modelNames.join(', ')}.`,
      exitCode: 2,
    });
  const bytes = await readWeights(name);
  // Browsers compute no hash in a page that came unencrypted, where whoever changes the weights could change the page.
  if (globalThis.isSecureContext === false) return bytes;
  const [got, { sha256 }] = [await sha256Of(bytes), cards[name]];
  if (got === sha256) return bytes;
  throw new LongrangeError({
    code: 'PRETRAINED_DAMAGED',
    message: `Expected the weights of ${name} at ${files[name]} to have the SHA-256 ${sha256}, got ${got} (${bytes.length} bytes).`,
    hint: 'install @longrange/models again.',
  });
}

async function readWeights(name: PretrainedName): Promise<Uint8Array<ArrayBuffer>> {
  const url = files[name];
  try {
    // Looked up at run time, so that a bundler for browsers need not know Node's modules.
    const node = typeof process === 'undefined' ? undefined : process.getBuiltinModule?.('node:fs/promises');
    if (node !== undefined && url.protocol === 'file:') return new Uint8Array(await node.readFile(url));
    const response = await fetch(url);
    if (!response.ok) throw new Error(`status ${response.status}`);
    return new Uint8Array(await response.arrayBuffer());
  } catch (cause) {
    throw new LongrangeError({
      code: 'PRETRAINED_MISSING',
      message: `Expected the weights of ${name} at ${url}, got: ${(cause as Error).message}.`,
      hint: 'install @longrange/models again, or let the bundler copy what `new URL(…, import.meta.url)` names.',
      cause,
    });
  }
}

/** Returns the SHA-256 of bytes, in hexadecimal. */
async function sha256Of(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function isPretrained(name: string): name is PretrainedName {
  return Object.hasOwn(files, name);
}
