import { languageById } from '@longrange/code/internal';
import { LongrangeError, showControls } from '@longrange/errors';
import { unzip } from '@longrange/formats/internal';
import { readSafetensors } from '@longrange/formats/safetensors';
import { CharacterModel, modelFromFiles } from '@longrange/model';
import { NETWORK_FILE } from './choices.ts';

/** A file that was dropped, chosen, or came with the page. */
export interface NamedBytes {
  /** Path, including folders if known. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Maximum size of a file, and of an archive's unpacked files together, in bytes. */
const LARGEST = 64 * 2 ** 20;
/** Maximum number of files in an archive. */
const MOST_FILES = 1000;

/**
 * Opens a model: a `.safetensors` file with a vocabulary, the files `model.json` and `weights.bin` of a checkpoint, or an archive of
 * either. The language is the id in the file, or in the `config.json` of the checkpoint's run; undefined if it is not known.
 *
 * @throws LongrangeError MODEL_…, FORMAT_…, EXPLORER_FILE
 */
export async function openModel(files: readonly NamedBytes[]) {
  for (const { name, bytes } of files) if (bytes.length > LARGEST) throw tooLarge(name, bytes.length);
  const all = files.flatMap((file) => (endsWith(file, '.zip') ? unpack(file) : [file]));
  const description = newest(all, 'model.json');
  if (description !== undefined) {
    const folder = description.name.slice(0, -'model.json'.length);
    const weights = all.find(({ name }) => name === `${folder}weights.bin`);
    if (weights === undefined) throw problem(`Expected weights.bin beside ${shown(description)}, got none.`);
    const content = { description: description.bytes, weights: weights.bytes };
    return { model: modelFromFiles(folder || 'model', content), language: languageOfRun(all, folder) };
  }
  const file = all.find((one) => endsWith(one, '.safetensors'));
  if (file !== undefined) {
    const { config, values, hasVocabulary, language } = readSafetensors(file.bytes, file.name);
    if (!hasVocabulary)
      throw problem(
        `Expected a model with its vocabulary, got none in ${shown(file)}.`,
        'add it: longrange export --checkpoint FILE --vocabulary LIST.json --format safetensors.',
      );
    return { model: CharacterModel.fromValues(config, values), language: languageById(language ?? '')?.id };
  }
  const keras = all.find((one) => ['.keras', '.h5', '.hdf5'].some((ending) => endsWith(one, ending)));
  if (keras !== undefined)
    throw problem(
      `Expected a checkpoint or a .safetensors file, got ${shown(keras)}.`,
      'longrange explore --checkpoint FILE opens it, and longrange export --checkpoint FILE --format safetensors converts it; both with --vocabulary if it has none.',
    );
  const got = files.length === 0 ? 'nothing' : files.slice(0, 3).map(shown).join(', ');
  throw problem(`Expected a folder of a checkpoint, a .zip of one, or a .safetensors file, got ${got}.`);
}

/** Unpacks an archive, after checking that its files are small. */
function unpack({ name, bytes }: NamedBytes): NamedBytes[] {
  let [files, size] = [0, 0];
  try {
    const contents = unzip(bytes, (member) => {
      files += 1;
      size += member.unpackedBytes;
      if (size > LARGEST) throw tooLarge(name, size);
      if (files > MOST_FILES)
        throw problem(`Expected at most ${MOST_FILES} files in ${showControls(name)}, got more.`);
      return NETWORK_FILE.test(member.name);
    });
    return Array.from(contents, ([path, content]) => ({ name: path, bytes: content }));
  } catch (error) {
    if (error instanceof LongrangeError) throw error;
    const { message } = error as Error;
    throw problem(`Expected a zip archive in ${showControls(name)}, got: ${showControls(message)}.`);
  }
}

/** Returns the file of this name in the folder that sorts last, which is that of the last step. */
function newest(files: readonly NamedBytes[], name: string): NamedBytes | undefined {
  const found = files.filter((file) => file.name === name || file.name.endsWith(`/${name}`));
  return found.sort((a, b) => (a.name < b.name ? -1 : 1)).at(-1);
}

/** Language that a run records, if its record is there. */
function languageOfRun(files: readonly NamedBytes[], folder: string): string | undefined {
  const path = folder.replace(/checkpoints\/[^/]+\/$/, 'config.json');
  const record = files.find(({ name }) => name === path);
  try {
    const { sessions } = JSON.parse(new TextDecoder().decode(record?.bytes));
    return languageById(sessions[0].provenance.corpus.config.language)?.id;
  } catch {
    return undefined;
  }
}

function endsWith({ name }: NamedBytes, ending: string): boolean {
  return name.toLowerCase().endsWith(ending);
}

function shown({ name }: NamedBytes): string {
  return showControls(name);
}

function tooLarge(name: string, size: number): LongrangeError {
  return problem(
    `Expected at most ${LARGEST / 2 ** 20} MiB, got ${Math.ceil(size / 2 ** 20)} MiB in ${showControls(name)}.`,
    'measure it with `longrange eval`.',
  );
}

function problem(message: string, hint?: string): LongrangeError {
  return new LongrangeError({ code: 'EXPLORER_FILE', message, hint });
}
