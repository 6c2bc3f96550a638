import { stat } from 'node:fs/promises';
import type { Language } from '@longrange/code';
import { countExtensions } from '@longrange/corpus/internal';
import { findCheckpoint } from '@longrange/trainer';
import { fileCorpus } from '../corpus/file-corpus.ts';
import { settleLanguage } from '../corpus/load-data.ts';
import {
  agreedLanguage,
  defaultLanguage,
  languageOf,
  mainLanguage,
  type Sign,
  signOfId,
  signOfPath,
} from '../language.ts';
import { isWithoutRun, languageOfFile } from '../model/model-file.ts';
import type { EvalOptions } from '../options/eval-options.ts';
import { readRunRecord, runFolderOf } from '../run/run-record.ts';
import type { Reporter } from '../terminal/reporter.ts';

/**
 * Returns the language to measure: that of the run or model file, `--language` and the files named as text, which must agree; without
 * these, that of the corpus of a model file, or of most files in the folders of the text.
 *
 * @throws LongrangeError `LANGUAGE_MIXED` (exit code 2), and for a run or a corpus that cannot be read
 */
export async function languageUnderTest(options: EvalOptions, reporter: Reporter): Promise<Language> {
  const { language, text, model, checkpoint, runs } = options;
  const words = model ?? checkpoint ?? (text.length > 0 ? undefined : 'latest');
  const agreed = agreedLanguage([
    signOfId(language),
    words !== undefined && (model === undefined || model.startsWith('pretrained:'))
      ? await signOfModel(runs, words)
      : undefined,
    ...text.map(signOfPath),
  ]);
  if (agreed !== undefined) return agreed;
  if (words !== undefined) return languageOf(await settleLanguage(fileCorpus(options), reporter));
  const folders: string[] = [];
  for (const path of text) if ((await stat(path).catch(() => undefined))?.isDirectory()) folders.push(path);
  return mainLanguage(await countExtensions(folders), folders) ?? defaultLanguage;
}

async function signOfModel(runs: string, words: string): Promise<Sign | undefined> {
  if (isWithoutRun(words)) return signOfId(await languageOfFile(words), words);
  const { folder, run } = await findCheckpoint(runs, words);
  const { corpus } = await readRunRecord(runFolderOf(folder));
  return { language: languageOf(corpus.config), from: `the run ${run}` };
}
