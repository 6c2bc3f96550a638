import { CharTokenizer } from '@longrange/corpus';
import { readRegularFile } from '@longrange/corpus/internal';
import { describeValue, LongrangeError } from '@longrange/errors';
import { isCharacter } from '@longrange/formats';
import { type FileOptions, fileCorpus } from '../corpus/file-corpus.ts';
import { loadConfiguredCorpus } from '../corpus/load-data.ts';
import { createReporter } from '../terminal/reporter.ts';

/**
 * The vocabulary of a model file: of a `.json` file the characters in the order of their ids, as a list or as `{ "a": 0, … }`; of
 * anything else, as a source of text, the sorted set of the cleaned text's characters. A list may have the tokens `''` and `'[UNK]'` of Keras.
 *
 * @throws LongrangeError (exit code 2) `VOCABULARY_INVALID`, `TOKENIZER_VOCABULARY`, `CORPUS_…`
 */
export async function readVocabulary(word: string, options: FileOptions): Promise<readonly string[]> {
  if (word.toLowerCase().endsWith('.json')) return readList(word);
  const config = fileCorpus({ ...options, corpus: [word] });
  const whole = { ...config, split: { ...config.split, kind: 'document' as const, validation: 0, test: 0 } };
  // What is said of packages is no part of what a command writes to its standard output.
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

/** Of a layer of Keras the list has tokens that are no characters, too. */
function checked(list: readonly string[]): readonly string[] {
  CharTokenizer.fromVocabulary(list.filter(isCharacter));
  return list;
}

function invalid(path: string, got: string, cause?: unknown): LongrangeError {
  return new LongrangeError({
    code: 'VOCABULARY_INVALID',
    message: `Expected ${path} to hold the characters in the order of their ids, ["a", "b", …], or their ids from 0 on, { "a": 0, … }, got ${got}.`,
    hint: 'or name the text that the model was trained on.',
    cause,
    exitCode: 2,
  });
}
