import { createInterface } from 'node:readline';
import { CharTokenizer } from '@longrange/corpus';
import { describeValue, type ExitCode, showControlsInLine } from '@longrange/errors';
import type { CharacterModel } from '@longrange/model';
import { flagsOf } from '../cli/flags.ts';
import { type SampleOptions, sampleOptionsSchema } from '../options/sample-options.ts';
import { interruptExitCode, withInterrupt } from '../terminal/interrupt.ts';
import { streamText } from './write-text.ts';

type Answer<T> = { readonly value: T } | { readonly problem: string };

/** Thrown to leave the questions. */
class InputEnded {
  readonly ending: Ending;
  constructor(ending: Ending) {
    this.ending = ending;
  }
}

/**
 * Asks for length, temperature and prompt, writes the text, and repeats. An invalid answer is asked for again, with the reason; an empty one is the
 * default. Ends with the input, or at Ctrl-C.
 */
export async function runInteractive(model: CharacterModel, options: SampleOptions): Promise<ExitCode | 0> {
  const reader = createLineReader();
  process.stderr.write('Press Enter to keep the value in brackets, Ctrl-D to quit.\n');
  try {
    for (let round = 0; ; round++) await playRound(model, options, reader, round);
  } catch (error) {
    if (!(error instanceof InputEnded)) throw error;
    process.stderr.write('\n');
    return error.ending === 'interrupt' ? interruptExitCode() : 0;
  } finally {
    reader.close();
  }
}

async function playRound(
  model: CharacterModel,
  options: SampleOptions,
  reader: LineReader,
  round: number,
): Promise<void> {
  const length = await ask(reader, 'Length', options.length, (text) => readNumber('length', text));
  const temperature = await ask(reader, 'Temperature', options.temperature, (text) =>
    readNumber('temperature', text),
  );
  const tokenizer = CharTokenizer.fromVocabulary(model.config.vocabulary);
  const prompt = await ask(
    reader,
    'Start string (\\n is a new line)',
    options.prompt,
    (text) => readStart(tokenizer, text),
    options.prompt === '' ? 'the beginning of a document' : options.prompt,
  );
  let interrupted = false;
  await withInterrupt(
    // Another random stream each round, for a different text.
    (signal) => streamText(model, { ...options, length, temperature, prompt, firstIndex: round, signal }),
    () => {
      interrupted = true;
    },
  );
  process.stdout.write('\n');
  if (interrupted) throw new InputEnded('interrupt');
}

async function ask<T>(
  reader: LineReader,
  question: string,
  standard: T | string,
  read: (text: string) => Answer<T>,
  shown = String(standard),
): Promise<T> {
  for (;;) {
    const answer = await reader.ask(showControlsInLine(`${question} [${shown}]: `));
    if ('ending' in answer) throw new InputEnded(answer.ending);
    const result = read(answer.line.trim() === '' ? String(standard) : answer.line);
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

/** Reason for an unanswered question: the end of the input (Ctrl-D), or Ctrl-C. */
type Ending = 'end' | 'interrupt';

interface LineReader {
  /** Shows the question and returns the next line of the input, or the reason why there is none. */
  ask(question: string): Promise<{ readonly line: string } | { readonly ending: Ending }>;
  close(): void;
}

/** Asks on standard error, so that standard output contains only the text. Keeps lines that arrive early. */
function createLineReader(): LineReader {
  const { stdin, stderr } = process;
  const reader = createInterface({
    input: stdin,
    output: stderr,
    terminal: stdin.isTTY === true && stderr.isTTY === true,
  });
  const lines: string[] = [];
  let ending: Ending | undefined;
  let wake: () => void = () => undefined;
  reader.on('line', (line) => {
    lines.push(line);
    wake();
  });
  reader.on('SIGINT', () => {
    ending = 'interrupt';
    reader.close();
  });
  reader.on('close', () => {
    ending ??= 'end';
    wake();
  });
  return {
    ask: async (question) => {
      reader.setPrompt(question);
      if (ending === undefined) reader.prompt();
      else stderr.write(question);
      while (lines.length === 0 && ending === undefined) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      const line = lines.shift();
      return line === undefined ? { ending: ending! } : { line };
    },
    close: () => reader.close(),
  };
}
