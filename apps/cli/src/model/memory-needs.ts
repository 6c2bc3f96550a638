import { totalmem } from 'node:os';
import { getHeapStatistics } from 'node:v8';
import { networkOf, sizeOf } from '@longrange/model/internal';
import type { RunConfig } from '@longrange/trainer';
import { wrongUsage } from '../cli/wrong-usage.ts';
import type { EngineName } from '../engine/engine-name.ts';
import { formatCount } from '../terminal/format.ts';

const FLOAT_BYTES = 4;
const GIBIBYTE = 2 ** 30;

/** Address space of the embedded engine: 32 bits. */
const SIMD_BYTES = 4 * GIBIBYTE;

/**
 * Minimum memory of a training step, whatever the corpus: four times the parameters, and the activations that the network keeps for each character
 * of a micro-batch. Everything else (corpus, logits, working memory) is ignored, so that nothing that could fit is refused.
 */
export function trainingMemory({ model, training }: Pick<RunConfig, 'model' | 'training'>) {
  const network = networkOf(model);
  const parameters = network.parameters(model).reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  const sequences = Math.min(training.batchSize, training.microBatchSize ?? training.batchSize);
  const activations = sequences * training.sequenceLength * network.activations(model);
  return {
    parameters,
    /** Bytes of the parameters, their gradients and Adam's two moments. */
    parameterBytes: 4 * FLOAT_BYTES * parameters,
    activationBytes: FLOAT_BYTES * activations,
  };
}

/** Maximum bytes of an engine; that of a graphics card is not known beforehand. */
function engineMemory(engine: EngineName): number {
  if (engine === 'node-gpu') return Number.POSITIVE_INFINITY;
  return engine === 'simd' ? Math.min(SIMD_BYTES, totalmem()) : totalmem();
}

/** @throws LongrangeError `TRAINING_TOO_LARGE` (exit code 2) for settings that cannot fit into the memory of the engine */
export function refuseTrainingThatCannotFit(
  config: Pick<RunConfig, 'model' | 'training'>,
  engine: EngineName,
  limit: number = engineMemory(engine),
): void {
  const { parameters, parameterBytes, activationBytes } = trainingMemory(config);
  if (parameterBytes + activationBytes <= limit) return;
  const hint =
    parameterBytes > limit
      ? 'fewer units or layers.'
      : 'a smaller microBatchSize (gradients are then added up), batchSize or sequenceLength, or fewer units.';
  throw wrongUsage({
    code: 'TRAINING_TOO_LARGE',
    message:
      `Expected settings that fit into the ${gibibytes(limit)} of the engine ${engine}, got some that take at least ` +
      `${gibibytes(parameterBytes + activationBytes)}: ${gibibytes(parameterBytes)} for ${formatCount(parameters)} parameters with their ` +
      `gradients and moments, ${gibibytes(activationBytes)} for the activations of a micro-batch.`,
    hint,
  });
}

/** A growing text is a chain of pieces in V8, 32 bytes per character; everything else takes at least 300 bytes per text. */
const CHARACTER_BYTES = 32;
const TEXT_BYTES = 300;

interface SamplingAmount {
  readonly count: number;
  readonly length: number;
  /** Stop strings, with which a text may end at once. */
  readonly stop?: readonly string[];
}

/** Minimum memory of texts that are kept until all are written. */
export function samplingBytes({ count, length, stop = [] }: SamplingAmount): number {
  return count * (TEXT_BYTES + (stop.length > 0 ? 0 : length * CHARACTER_BYTES));
}

/** @throws LongrangeError `SAMPLING_TOO_LARGE` (exit code 2) for more text than this program can hold */
export function refuseSamplingThatCannotFit(
  amount: SamplingAmount,
  limit: number = getHeapStatistics().heap_size_limit,
): void {
  const bytes = samplingBytes(amount);
  if (bytes <= limit) return;
  const { count, length } = amount;
  throw wrongUsage({
    code: 'SAMPLING_TOO_LARGE',
    message:
      `Expected texts that fit into the ${gibibytes(limit)} available to this program, got ${formatCount(count)} of ` +
      `${formatCount(length)} characters, which take at least ${gibibytes(bytes)} until all are written.`,
    hint: 'ask for fewer or shorter texts, several times with different seeds. A single text may have any length: it is written as it grows.',
  });
}

/** Heap of the program and V8's new objects, and bytes kept for each bracket and line until they are summarized, measured on 2026-11-28. */
const PROGRAM_BYTES = 73 * 2 ** 20;
const BRACKET_BYTES = 220;
const LINE_BYTES = 40;

/** Amount of code to be measured. */
export interface CodeAmount {
  documents: number;
  characters: number;
  openers: number;
  lines: number;
}

/** @throws LongrangeError `TEXT_TOO_LARGE` (exit code 2) for more code to measure than this program can hold */
export function refuseCodeThatCannotFit(
  { documents, characters, openers, lines }: Readonly<CodeAmount>,
  limit: number = getHeapStatistics().heap_size_limit,
): void {
  const bytes = PROGRAM_BYTES + characters + BRACKET_BYTES * openers + LINE_BYTES * lines;
  if (bytes <= limit) return;
  throw wrongUsage({
    code: 'TEXT_TOO_LARGE',
    message:
      `Expected code that can be measured in the ${gibibytes(limit)} available to this program, got more: the first ` +
      `${formatCount(documents)} files, of ${formatCount(characters)} characters, take about ${gibibytes(bytes)}.`,
    hint: 'measure it in parts, or allow more memory: NODE_OPTIONS=--max-old-space-size=8192 (MiB).',
  });
}

function gibibytes(bytes: number): string {
  const value = bytes / GIBIBYTE;
  return `${value < 100 ? value.toFixed(1) : formatCount(value)} GiB`;
}
