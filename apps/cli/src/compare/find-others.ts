import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { LongrangeError } from '@longrange/errors';
import { ENDPOINT_FORM, readAddress } from '../endpoint/address.ts';
import type { Other } from './candidate.ts';
import { readScores } from './read-scores.ts';

const untrained = { training: null, record: null } as const;

/**
 * What a word of the command line names that is no model of ours: `ngram`, `gguf:FILE`, `openai:URL#NAME`, `text:PATH`, or a folder of an earlier evaluation or comparison (or a file of scores in it);
 * undefined for any other.
 *
 * @throws LongrangeError `USAGE` (exit code 2), `DOCUMENT_SCORES_…`
 */
export async function findOthers(word: string): Promise<Other[] | undefined> {
  if (word === 'ngram') return [{ ...untrained, kind: 'ngram', name: '20-gram', path: word }];
  const [, scheme, rest] = /^(gguf|openai|text):(.*)$/s.exec(word) ?? [];
  if (scheme === 'openai') {
    const address = readAddress(word);
    if (typeof address === 'string') throw usage(address, `longrange compare RUN ${ENDPOINT_FORM}`);
    return [{ ...untrained, kind: 'endpoint', name: address.model, path: word, words: word }];
  }
  if (scheme === 'gguf' || scheme === 'text') {
    if (rest === '')
      throw usage(`Expected ${scheme}:PATH, got ${word}.`, `longrange compare RUN ${scheme}:PATH`);
    const name = scheme === 'gguf' ? basename(rest!).replace(/\.gguf$/, '') : rest!;
    return [{ ...untrained, kind: scheme, name, path: word, file: rest! }];
  }
  return readStored(word);
}

async function readStored(word: string): Promise<Other[] | undefined> {
  const files = await scoresIn(word);
  if (files === undefined) return undefined;
  return Promise.all(
    files.map(async (path): Promise<Other> => {
      const scores = await readScores(path);
      const { run, step } = scores.model;
      return {
        ...untrained,
        kind: 'stored',
        name: step === undefined ? run : `${run}@${step}`,
        path,
        scores,
      };
    }),
  );
}

async function scoresIn(word: string): Promise<string[] | undefined> {
  const status = await stat(word).catch(() => undefined);
  if (status?.isFile() === true) return /\.json$/i.test(word) ? [word] : undefined;
  if (status?.isDirectory() !== true) return undefined;
  const entries = await readdir(word);
  if (entries.includes('documents.json')) return [join(word, 'documents.json')];
  if (entries.includes('comparison.json') && entries.includes('documents')) {
    const files = (await readdir(join(word, 'documents'))).sort();
    if (files.length > 0) return files.map((file) => join(word, 'documents', file));
    throw usage(
      `Expected scores in ${join(word, 'documents')}, got none: what that comparison used had been measured before.`,
      'name the evaluations, as comparison.json does (reusedFrom).',
    );
  }
  return undefined;
}

function usage(message: string, hint: string): LongrangeError {
  return new LongrangeError({ code: 'USAGE', message, hint, exitCode: 2 });
}
