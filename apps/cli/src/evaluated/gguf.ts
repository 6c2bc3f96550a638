import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, join } from 'node:path';
import { type EvaluatedModel, fromTokenModel, type TokenModel } from '@longrange/eval';
import {
  BEAM,
  type Forecast,
  journaled,
  limitsOf,
  totalLeftOut,
  USUAL_CONTEXT,
} from '@longrange/eval/internal/node';
import { type GgufModel, openGguf as openFile } from '@longrange/llama';
import { formatCount, formatDuration } from '../terminal/format.ts';
import type { Reporter } from '../terminal/reporter.ts';
import { openAnswers } from './answers.ts';
import type { OpenedModel, OpenOptions } from './opened-model.ts';

/**
 * Version of how a model is queried and its answers are interpreted, from the tokens in `@longrange/llama` to the characters in
 * `fromTokenModel`. Raise it if the same question would get another answer: everything is then queried again. It is independent of
 * longrange's version, as most releases change nothing here.
 *
 * 2: texts are read one after the other; side by side, a text occasionally got another one's answer.
 * 3: tokens that continue are followed for longer, and a score is at least that of the tokenizer's own tokens.
 * 4: the tokenizer does not see the text after a position.
 */
export const ASKING = 4;

/**
 * Maximum number of tokens of a text, which takes most of the memory, and number of its tokenizations to keep: in most models room for 16,384
 * characters, or for 32,768 if asked for.
 */
const CONTEXT = { contextSize: USUAL_CONTEXT, sequences: 4 };
const LONG_CONTEXT = { contextSize: 20_480, sequences: 2 };
/** Maximum number of contexts, each with such a cache; for the longest texts there is one. */
const MOST_CONTEXTS = 2;

/**
 * Opens a model in a GGUF file.
 * @throws LongrangeError as `openGguf`
 */
export async function openGguf(
  file: string,
  options: Pick<OpenOptions, 'threads' | 'maxDistance' | 'runs'>,
  reporter: Reporter,
): Promise<OpenedModel> {
  const { threads = availableParallelism(), maxDistance, runs } = options;
  const isLong = maxDistance === 32_768;
  const gguf = await openFile(file, {
    ...(isLong ? LONG_CONTEXT : CONTEXT),
    threads,
    contexts: isLong ? 1 : Math.min(threads, MOST_CONTEXTS),
  });
  try {
    const name = basename(file).replace(/\.gguf$/, '');
    const sha256 = await hashFile(file);
    const cache = join(runs, 'files', 'answers', `${name}-${sha256.slice(0, 12)}.answers`);
    return {
      training: null,
      sha256,
      cache,
      outputPrefix: join(runs, 'files', 'eval', name),
      limits: limitsOf({ contextSize: gguf.contextSize, tokenize: gguf.asking.tokenize }),
      provenance: {
        engine: 'llama.cpp',
        engineReason: 'the model is a GGUF file',
        threads: options.threads ?? null,
      },
      prepare(alphabet) {
        const { description, parameters, likeliest, asking } = gguf;
        reporter.detail(
          'model',
          `${file}: ${description}, ${formatCount(parameters)} parameters, ${formatCount(asking.tokenBytes.length)} tokens`,
        );
        const answers = openAnswers(cache);
        if (answers.size > 0)
          reporter.fact('kept', `${formatCount(answers.size)} cached answers, which are not asked for again`);
        const open = (one: GgufModel['asking']) => fromTokenModel({ ...one, alphabet, name, beam: BEAM });
        const models = gguf.askings.map(open);
        const identity = identityOf({ sha256, likeliest, beam: models[0]!.beam });
        return {
          model: journaled(models, answers, { identity }),
          // Uses a separate model, so that these queries are not counted.
          onForecast: (forecast) => reportMinutes(open(asking), models.length, forecast, reporter),
          pace: (sample) => paceOf(open(asking), models.length, sample),
          entry: () => ({
            run: name,
            checkpoint: file,
            parameters,
            sha256,
            description: `${description}, predicting ${alphabet.length} different characters`,
          }),
          report: () => reporter.fact('left out', leftOutOf(...models)),
        };
      },
      close: () => gguf.dispose(),
    };
  } catch (cause) {
    await gguf.dispose();
    throw cause;
  }
}

/**
 * Returns everything besides alphabet and question that cached answers depend on: the model's file, `ASKING`, and the search limits.
 * Threads and contexts are not included: they change only rounding.
 */
export function identityOf(
  {
    sha256,
    likeliest,
    beam: { width, threshold, lead, scoring },
  }: { readonly sha256: string } & Pick<GgufModel, 'likeliest'> & Pick<TokenModel, 'beam'>,
  asking: number = ASKING,
): string {
  return JSON.stringify([asking, sha256, likeliest, width, threshold, lead, scoring]);
}

async function hashFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const part of createReadStream(file)) hash.update(part);
  return hash.digest('hex');
}

/** Returns a sentence about the tokenizations that were not followed. */
export function leftOutOf(...models: readonly TokenModel[]): string {
  const { mean, largest, asked } = totalLeftOut(models);
  return `tokenizations with ${mean.toExponential(1)} of the probability per byte on average, ${largest.toExponential(1)} at most; ${formatCount(asked)} questions`;
}

/** Characters to read, score and write to measure a model's speed. */
const TIMED = { read: 512, scored: 48, written: 24 };

/** Times the model on a piece of text, and prints how long the work will take. */
export async function reportMinutes(
  model: TokenModel,
  sideBySide: number,
  forecast: Forecast,
  reporter: Reporter,
): Promise<void> {
  const { read, scored, written } = forecast.characters;
  if (forecast.sample.length < 2) return;
  const secondsOf = await paceOf(model, sideBySide, forecast.sample);
  reporter.fact(
    'forecast',
    `about ${formatDuration(secondsOf(forecast))}, minus what is already answered: ${formatCount(read)} characters to read, ${formatCount(scored)} to score one by one, ${formatCount(written)} to write`,
  );
}

/**
 * Times a model on a piece of text.
 * @param sideBySide number of models that share the work
 * @param together number of texts that the model reads at once
 * @returns a function that forecasts the seconds of work
 */
export async function paceOf(
  model: EvaluatedModel,
  sideBySide: number,
  sample: string,
  together = 1,
): Promise<(forecast: Forecast) => number> {
  const text = sample.slice(0, TIMED.read);
  const secondsPerCharacter = async (work: () => Promise<unknown>, length: number): Promise<number> => {
    const startMs = performance.now();
    await work();
    return (performance.now() - startMs) / 1000 / length / together;
  };
  const copies = <T>(one: T): T[] => Array.from({ length: together }, () => one);
  const scored = text.slice(0, TIMED.scored);
  const writing = { length: TIMED.written, temperature: 1, seed: 0 };
  const pace = {
    read: await secondsPerCharacter(
      () => model.predict(copies({ text, at: [text.length - 1] })),
      text.length,
    ),
    scored: await secondsPerCharacter(() => model.score(copies(scored), { resetEvery: null }), scored.length),
    written: await secondsPerCharacter(() => model.complete(copies(''), writing), TIMED.written),
  };
  return ({ characters }) =>
    (characters.read * pace.read + characters.scored * pace.scored + characters.written * pace.written) /
    sideBySide;
}
