import { createInterface } from 'node:readline';
import { CharTokenizer } from '@longrange/corpus';
import { describeValue, type ExitCode, showControlsInLine } from '@longrange/errors';
import type { CharacterModel } from '@longrange/model';
import { flagsOf } from '../cli/flags.ts';
import { defaultLanguage, resolveLanguage } from '../language.ts';
import { refuseSamplingThatCannotFit } from '../model/memory-needs.ts';
import { languageEvidence, type ModelSource } from '../model/model-source.ts';
import { findModelSource, startModel } from '../model/open-model.ts';
import { type SampleOptions, sampleOptionsSchema } from '../options/sample-options.ts';
import { interruptExitCode, withInterrupt } from '../terminal/interrupt.ts';
import { createReporter } from '../terminal/reporter.ts';
import { streamText, writeMany } from './write-text.ts';

/** Runs `longrange sample`: writes text to standard output, everything else to standard error. */
export async function runSample(options: SampleOptions): Promise<ExitCode | 0> {
  const reporter = createReporter(process.stderr);
  const isStreamed = options.interactive || (options.count === 1 && options.output === undefined);
  if (!isStreamed) refuseSamplingThatCannotFit(options);
  const source = await findModelSource(options.model ?? options.checkpoint, options);
  const { model } = await startModel(source, options, reporter);
  if (options.interactive) return runInteractive(model, options);
  const isInterrupted = await withInterrupt(
    async (signal) => {
      if (isStreamed) await streamText(model, { ...options, signal });
      else await writeMany(model, options, await extensionFor(source, options), reporter, signal);
      return signal.aborted;
    },
    () => reporter.text('\ninterrupted'),
  );
  return isInterrupted ? interruptExitCode() : 0;
}

/** Returns the extension of the run's or model file's language, or of the given language for a file that names none. */
async function extensionFor(source: ModelSource, { language }: SampleOptions): Promise<string> {
  const trainedOn = await languageEvidence(source)
    .then((evidence) => resolveLanguage([evidence]))
    .catch(() => undefined);
  return (trainedOn ?? resolveLanguage([{ id: language }]) ?? defaultLanguage).fileExtensions[0];
}

type Answer<T> = { readonly value: T } | { readonly problem: string };

/** Shows a question and returns the next line of the input. @throws InputEnded at its end (Ctrl-D), and after Ctrl-C */
type AskLine = (question: string) => Promise<string>;

class InputEnded extends Error {}

/**
 * Asks for length, temperature and prompt, writes the text, and repeats. An invalid answer is asked for again, with the reason; an empty one is the
 * default. Ends with the input, or at Ctrl-C.
 */
async function runInteractive(model: CharacterModel, options: SampleOptions): Promise<ExitCode | 0> {
  const { stdin, stderr } = process;
  // Asks on standard error, so that standard output contains only the text.
  const terminal = stdin.isTTY === true && stderr.isTTY === true;
  const reader = createInterface({ input: stdin, output: stderr, terminal });
  let isInterrupted = false;
  let isClosed = false;
  reader.on('close', () => {
    isClosed = true;
  });
  reader.on('SIGINT', () => {
    isInterrupted = true;
    reader.close();
  });
  // Keeps lines that arrive early.
  const lines = reader[Symbol.asyncIterator]();
  const askLine: AskLine = async (question) => {
    reader.setPrompt(question);
    if (isClosed) stderr.write(question);
    else reader.prompt();
    const { value, done } = await lines.next();
    if (done) throw new InputEnded();
    return value;
  };
  stderr.write('Press Enter to keep the value in brackets, Ctrl-D to quit.\n');
  try {
    for (let round = 0; !isInterrupted; round++)
      isInterrupted = await playRound(model, options, askLine, round);
  } catch (error) {
    if (!(error instanceof InputEnded)) throw error;
  } finally {
    reader.close();
  }
  stderr.write('\n');
  return isInterrupted ? interruptExitCode() : 0;
}

/** @returns true if it was interrupted */
async function playRound(
  model: CharacterModel,
  options: SampleOptions,
  askLine: AskLine,
  round: number,
): Promise<boolean> {
  const tokenizer = CharTokenizer.fromVocabulary(model.config.vocabulary);
  const length = await ask(askLine, 'Length', options.length, (text) => readNumber('length', text));
  const temperature = await ask(askLine, 'Temperature', options.temperature, (text) =>
    readNumber('temperature', text),
  );
  const prompt = await ask(
    askLine,
    'Start string (\\n is a new line)',
    options.prompt,
    (text) => readStart(tokenizer, text),
    options.prompt === '' ? 'the beginning of a document' : options.prompt,
  );
  const isInterrupted = await withInterrupt(
    async (signal) => {
      // Another random stream each round, for a different text.
      await streamText(model, { ...options, length, temperature, prompt, firstIndex: round, signal });
      return signal.aborted;
    },
    () => undefined,
  );
  process.stdout.write('\n');
  return isInterrupted;
}

async function ask<T>(
  askLine: AskLine,
  question: string,
  standard: T | string,
  read: (text: string) => Answer<T>,
  shown = String(standard),
): Promise<T> {
  for (;;) {
    const line = await askLine(showControlsInLine(`${question} [${shown}]: `));
    const result = read(line.trim() === '' ? String(standard) : line);
    if ('value' in result) return result.value;
    process.stderr.write(`${showControlsInLine(result.problem)}\n`);
  }
}

/** Reads a number, which the schema of the command checks like the flag of that name. */
function readNumber(key: 'length' | 'temperature', text: string): Answer<number> {
  const parsed = sampleOptionsSchema.shape[key].safeParse(Number(text.trim().replace(',', '.')));
  if (parsed.success) return { value: parsed.data };
  const { expectation } = flagsOf(sampleOptionsSchema).find((flag) => flag.key === key)!;
  return { problem: `Expected ${expectation}, got ${describeValue(text)}.` };
}

function readStart(tokenizer: CharTokenizer, text: string): Answer<string> {
  const start = text.replaceAll(/\\([nt\\])/g, (_, letter: string) => ({ n: '\n', t: '\t' })[letter] ?? '\\');
  const unknown = [...new Set(start)].filter((character) => tokenizer.countUnknown(character) > 0);
  if (unknown.length === 0) return { value: start };
  const names = unknown.map((character) => JSON.stringify(character)).join(', ');
  return { problem: `Expected characters that the model knows, got ${names}.` };
}
