import { createHash } from 'node:crypto';
import type { TextDocument } from '@longrange/code';
import type { ExitCode } from '@longrange/errors';
import { explorerPage, type PageModel, type PageOptions } from '@longrange/explorer';
import { pretrainedExample, pretrainedFigures } from '@longrange/models/internal';
import { writeFileAtomically } from '@longrange/trainer/internal';
import { wrongUsage } from '../cli/wrong-usage.ts';
import { loadCorpusOf } from '../corpus/load-data.ts';
import { chooseEngine } from '../engine/choose-engine.ts';
import { readTexts } from '../eval/read-texts.ts';
import { defaultLanguage, resolveLanguage } from '../language.ts';
import { describeSource, languageEvidence, type ModelSource } from '../model/model-source.ts';
import { findModelSource } from '../model/open-model.ts';
import type { ExploreOptions } from '../options/explore-options.ts';
import { servePage } from '../report/serve-page.ts';
import { pageModel } from '../report/write-explorer.ts';
import { openInBrowser, showPage } from '../report/write-report.ts';
import { formatCount } from '../terminal/format.ts';
import { withInterrupt } from '../terminal/interrupt.ts';
import { createReporter, type Reporter } from '../terminal/reporter.ts';

/** Length of the document that the page begins with: long enough for dependencies, short enough to be read in a second. */
const [SHORTEST, LONGEST] = [3000, 8000];
/** Longest text with which the page stays responsive. */
const MOST_CHARACTERS = 100_000;

/** Runs `longrange explore`. */
export async function runExplore(options: ExploreOptions): Promise<ExitCode | 0> {
  const reporter = createReporter(process.stdout);
  const sources = await findSources(options);
  // Nothing is computed here.
  await chooseEngine({ engine: 'cpu' });
  const models: PageModel[] = [];
  for (const source of sources) {
    reporter.fact('model', describeSource(source));
    models.push(await pageModel(source, options.language));
  }
  const opening = await openingOf(options, sources, reporter);
  const language = resolveLanguage([{ file: options.text ?? '' }])?.id;
  const page = await explorerPage({ models, ...opening, language });
  if (options.serve) {
    await withInterrupt(
      (signal) =>
        servePage(
          async () => page,
          'computes',
          signal,
          (address) => {
            reporter.fact('page', `${address} (until Ctrl-C)`);
            if (options.open) openInBrowser(address, reporter);
          },
        ),
      () => undefined,
    );
    return 0;
  }
  const output = options.output ?? 'explorer.html';
  await writeFileAtomically(output, page);
  await showPage('page', output, options.open, reporter);
  return 0;
}

/** Networks of the example. */
const COMPARED = ['pretrained:mingru', 'pretrained:lstm'];

/** Finds the networks that are named, else the newest, if anything has been trained, and those of the example. */
async function findSources(options: ExploreOptions): Promise<ModelSource[]> {
  const find = (words: readonly string[]) => Promise.all(words.map((word) => findModelSource(word, options)));
  const named = [...new Set([...options.checkpoint, ...options.model])];
  if (named.length > 0) return find(named);
  const newest = await find(['latest']).catch((error: unknown) => {
    if ((error as { code?: string }).code !== 'CHECKPOINT_NOT_FOUND') throw error;
    return [];
  });
  const isOfAnother = options.language !== undefined && options.language !== defaultLanguage.id;
  return newest.length > 0 && isOfAnother ? newest : [...newest, ...(await find(COMPARED))];
}

type Opening = Pick<PageOptions, 'text' | 'opener' | 'note'>;

/** Returns what the page opens on: the text that is named, the example if all networks can read it, or else code that the first has not read. */
async function openingOf(
  options: ExploreOptions,
  sources: readonly ModelSource[],
  reporter: Reporter,
): Promise<Opening> {
  if (options.text !== undefined) return { text: await readText(options.text) };
  const { path, sha256, from, to, opener, note } = pretrainedExample;
  if (COMPARED.every((name) => sources.some((source) => source.path === name))) {
    const library = await loadCorpusOf({ training: null }, { language: defaultLanguage.id }, reporter);
    const documents = library.split('test').texts();
    const whole = documents.find((one) => one.path === path)?.text ?? '';
    const text = whole.slice(from, to);
    const isOfExample = createHash('sha256').update(whole).digest('hex') === sha256;
    const areReaders = await Promise.all(sources.map((source) => canRead(source, text, options)));
    if (isOfExample && areReaders.every((isReader) => isReader))
      return { text, opener, note: `${typicalRanges()}\n${note}` };
  }
  return { text: await richestText(options, sources[0]!, reporter) };
}

/** Says how long openers show in both networks over all held-out brackets. */
function typicalRanges(): string {
  const { mingru, lstm } = pretrainedFigures;
  const [brackets, files] = mingru.pairs.split(/ of |; /);
  return `Over ${brackets} brackets in ${files} files that neither has read, minGRU remembers for ${mingru.shows} characters, the LSTM for ${lstm.shows} (95 % intervals).`;
}

/** Returns whether a network reads the language of the example, and knows all characters of its text. */
async function canRead(source: ModelSource, text: string, { language }: ExploreOptions): Promise<boolean> {
  const read = resolveLanguage([{ id: language }, await languageEvidence(source)]) ?? defaultLanguage;
  return read === defaultLanguage && [...text].every((character) => source.vocabulary.includes(character));
}

/** Returns the held-out document with the most brackets among those of a length to begin with. */
async function richestText(
  options: ExploreOptions,
  source: ModelSource,
  reporter: Reporter,
): Promise<string> {
  const language = resolveLanguage([{ id: options.language }, await languageEvidence(source)])?.id;
  const corpus = await loadCorpusOf(source, source.training === null ? { language } : options, reporter);
  const documents = corpus.split('test').texts();
  const fitting = documents.filter(({ text }) => text.length >= SHORTEST && text.length <= LONGEST);
  const bracketsIn = ({ text }: TextDocument) => text.split(/[([{]/).length;
  const richest = fitting.sort((a, b) => bracketsIn(b) - bracketsIn(a))[0];
  return richest?.text ?? documents[0]?.text.slice(0, LONGEST) ?? '';
}

/** @throws LongrangeError (exit code 2) `TEXT_…` */
async function readText(file: string): Promise<string> {
  const { text } = (await readTexts([file], defaultLanguage)).documents[0]!;
  if (text.length <= MOST_CHARACTERS) return text;
  throw wrongUsage({
    code: 'TEXT_TOO_LONG',
    message: `Expected at most ${formatCount(MOST_CHARACTERS)} characters in ${file}, got ${formatCount(text.length)}.`,
    hint: 'name a shorter file.',
  });
}
