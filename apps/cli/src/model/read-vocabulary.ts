import { CharTokenizer } from '@longrange/corpus';
import { readRegularFile } from '@longrange/corpus/internal';
import { describeValue, LongrangeError } from '@longrange/errors';
import { isCharacter } from '@longrange/formats';
import { type FileOptions, fileCorpus } from '../corpus/file-corpus.ts';
import { loadConfiguredCorpus } from '../corpus/load-data.ts';
import { createReporter } from '../terminal/reporter.ts';

/**
 * Reads the vocabulary of a model: from a `.json` file, the characters in the order of their ids, as a list or as `{ "a": 0, … }`; from any other
 * source, the sorted set of the cleaned text's characters. A list may contain Keras' tokens `''` and `'[UNK]'`.
 *
 * @throws LongrangeError (exit code 2) `VOCABULARY_INVALID`, `TOKENIZER_VOCABULARY`, `CORPUS_…`
 */
export async function readVocabulary(word: string, options: FileOptions): Promise<readonly string[]> {
  if (word.toLowerCase().endsWith('.json')) return readList(word);
  const config = fileCorpus({ ...options, corpus: [word] });
  const whole = { ...config, split: { ...config.split, kind: 'document' as const, validation: 0, test: 0 } };
  // Messages about packages do not belong to the standard output of a command.
  const corpus = await loadConfiguredCorpus(whole, createReporter(process.stderr));
  return CharTokenizer.fromSplit(corpus.split('train')).vocabulary;
}

async function readList(path: string): Promise<readonly string[]> {
  const bytes = await readRegularFile(path, { documentBytes: 2 ** 24 });
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw invalid(path, (cause as Error).message, cause);
  }
  if (Array.isArray(json)) {
    const other: unknown = json.find((entry) => typeof entry !== 'string');
    if (other !== undefined) throw invalid(path, `${describeValue(other)} in the list`);
    return checked(json as string[]);
  }
  if (typeof json !== 'object' || json === null) throw invalid(path, describeValue(json));
  const entries = Object.entries(json as Record<string, unknown>);
  const characters: string[] = [];
  for (const [character, id] of entries) {
    const isFree = Number.isInteger(id) && (id as number) >= 0 && (id as number) < entries.length;
    if (!isFree || characters[id as number] !== undefined) {
      throw invalid(path, `${JSON.stringify(character)}: ${describeValue(id)}`);
    }
    characters[id as number] = character;
  }
  return checked(characters);
}

/** Checks a list, which may also contain tokens of a Keras layer that are not characters. */
function checked(list: readonly string[]): readonly string[] {
  CharTokenizer.fromVocabulary(list.filter(isCharacter));
  return list;
}

function invalid(path: string, got: string, cause?: unknown): LongrangeError {
  return new LongrangeError({
    code: 'VOCABULARY_INVALID',
    message: `Expected ${path} to hold the characters in the order of their ids, ["a", "b", …], or their ids from 0 on, { "a": 0, … }, got ${got}.`,
    hint: 'correct it, or name the text that the model was trained on.',
    cause,
    exitCode: 2,
  });
}
