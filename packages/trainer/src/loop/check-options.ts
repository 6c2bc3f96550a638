import { isRecord, parseOptions } from '@longrange/errors';
import { callbackSchema, checkModel, signalSchema } from '@longrange/model/internal';
import { z } from 'zod';
import { parseWithSchema } from '../config/run-config.ts';
import { trainingConfigSchema } from '../config/training-config.ts';
import type { TrainOptions } from './session.ts';

const splitText = z.object({
  ids: z.union([z.instanceof(Uint8Array), z.instanceof(Uint16Array)]),
  documents: z.array(z.object({ path: z.string(), start: z.int().min(0), end: z.int().min(0) })),
});
const encodedSplit = splitText.extend({ unknownCharacters: z.int().min(0) });
const reference = z.object({ folder: z.string(), run: z.string(), step: z.int() });
const anObject = z.custom<object>(isRecord, 'to be an object');

/** Options that `train` and `trainOn` have in common. */
const runOptions = {
  runFolder: z.string(),
  lock: anObject.optional(),
  resume: reference.optional(),
  from: reference.optional(),
  stopAtStep: z.int().min(1).optional(),
  signal: signalSchema.optional(),
  onEvent: callbackSchema(),
  scalesLoss: z.boolean().optional(),
  provenance: anObject.optional(),
};
const trainOptionsSchema = z.strictObject({
  ...runOptions,
  model: anObject,
  config: anObject,
  corpusData: z.object({ train: encodedSplit, validation: encodedSplit }),
});

/** Schema of the options of `trainOn`. */
export const trainOnOptionsSchema = z.strictObject({ ...runOptions, config: anObject.optional() });

/** @throws LongrangeError `TRAIN_OPTIONS`, `CONFIG_INVALID` */
export function checkTrainOptions(options: TrainOptions): void {
  parseOptions(trainOptionsSchema, options, { code: 'TRAIN_OPTIONS', subject: 'options of train' });
  checkModel(options.model);
  parseWithSchema(trainingConfigSchema, options.config);
}

const limit = z.int().min(1).nullable();
const validationSchema = z.object({
  split: splitText,
  batchSize: z.int().min(1),
  sequenceLength: z.int().min(1),
  initialState: z.enum(['carried', 'zero']),
  microBatchSize: limit,
  resetEvery: limit,
  maxCharacters: limit,
});

/** @throws LongrangeError `VALIDATION_OPTIONS` */
export function checkValidation(split: object, options: object): void {
  const context = { code: 'VALIDATION_OPTIONS', subject: 'options of validate' };
  parseOptions(validationSchema, { ...options, split }, context);
}
