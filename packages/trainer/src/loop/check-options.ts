import { checkArgument, parseOptions } from '@longrange/errors';
import { checkModel } from '@longrange/model/internal';
import { z } from 'zod';
import { parseWithSchema } from '../config/parse-with-schema.ts';
import { trainingConfigSchema } from '../config/training-config.ts';
import type { TrainOptions } from './session.ts';

const splitText = z.object({
  ids: z.union([z.instanceof(Uint8Array), z.instanceof(Uint16Array)]),
  documents: z.array(z.object({ path: z.string(), start: z.int().min(0), end: z.int().min(0) })),
});
const encodedSplit = splitText.extend({ unknownCharacters: z.int().min(0) });
const anObject = z.custom<object>(isObject, 'to be an object');
const aFunction = z.custom<() => void>((value) => typeof value === 'function', 'to be a function');
const aSignal = z.custom<AbortSignal>(
  (value) => typeof (value as AbortSignal | null)?.throwIfAborted === 'function',
  "to be an AbortController's signal",
);

/** What `train` and `trainOn` have in common. */
const runOptions = {
  runFolder: z.string(),
  lock: anObject.optional(),
  resume: z.object({ folder: z.string(), run: z.string(), step: z.int() }).optional(),
  stopAtStep: z.int().min(1).optional(),
  signal: aSignal.optional(),
  onEvent: aFunction.optional(),
  scalesLoss: z.boolean().optional(),
  provenance: anObject.optional(),
};
const trainOptionsSchema = z.strictObject({
  ...runOptions,
  model: anObject,
  config: anObject,
  corpusData: z.object({ train: encodedSplit, validation: encodedSplit }),
});
const trainOnOptionsSchema = z.strictObject({ ...runOptions, config: anObject.optional() });

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @throws LongrangeError `TRAIN_OPTIONS`, `CONFIG_INVALID` */
export function checkTrainOptions(options: TrainOptions): void {
  parseOptions(trainOptionsSchema, options, { code: 'TRAIN_OPTIONS', subject: 'options of train' });
  checkModel(options.model);
  parseWithSchema(trainingConfigSchema, options.config);
}

/** @throws LongrangeError `TRAIN_OPTIONS` */
export function checkTrainOnOptions(options: object): void {
  parseOptions(trainOnOptionsSchema, options, { code: 'TRAIN_OPTIONS', subject: 'options of trainOn' });
}

const limit = z.int().min(1).nullable();
const validationSchema = z.object({
  batchSize: z.int().min(1),
  sequenceLength: z.int().min(1),
  initialState: z.enum(['carried', 'zero']),
  microBatchSize: limit,
  resetEvery: limit,
  maxCharacters: limit,
});

/** @throws LongrangeError `VALIDATION_OPTIONS`, `ARGUMENT_INVALID` */
export function checkValidation(split: object, options: object): void {
  const isSplit = splitText.safeParse(split).success;
  checkArgument(isSplit, 'split', 'a split, as encodeSplit gives it', split);
  const context = { code: 'VALIDATION_OPTIONS', subject: 'options of validate' };
  parseOptions(validationSchema, options, context);
}
