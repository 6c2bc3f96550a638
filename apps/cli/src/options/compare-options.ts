import { z } from 'zod';
import { readAddress } from '../endpoint/address.ts';
import {
  debugOption,
  engineOptions,
  fileOptions,
  heldOutOption,
  maxRequestsOption,
  openOption,
  parserOption,
  runsOption,
  seedOption,
  suiteOptions,
} from './shared-options.ts';

export const compareOptionsSchema = z.strictObject({
  models: z
    .array(z.string().min(1).check(checkWord))
    .default([])
    .describe(
      'two or more of these, in any mixture: runs (names, paths, latest, best), or checkpoints of one run: RUN@1000,2000,best, RUN@every:1000, RUN@all; model files: .keras, .h5, .safetensors; ngram: the 20-gram of the training text; gguf:FILE; openai:URL#NAME; the folder of an earlier evaluation or comparison; text:PATH: code that somebody has written',
    )
    .meta({ value: 'RUN', positional: true }),
  ...runsOption,
  ...fileOptions,
  ...heldOutOption,
  ...suiteOptions,
  ...seedOption,
  ...maxRequestsOption,
  fresh: z
    .boolean()
    .default(false)
    .describe('measure everything again, even if scores with the same options exist'),
  output: z
    .string()
    .min(1)
    .optional()
    .describe('folder for the comparison')
    .meta({ value: 'DIR', automatic: 'comparisons, in the folder of the runs' }),
  ...openOption,
  ...parserOption,
  ...engineOptions,
  ...debugOption,
});

export type CompareOptions = z.output<typeof compareOptionsSchema>;

/** Checks the form of a token model's or a text's name. */
function checkWord({ value, issues }: z.core.ParsePayload<string>): void {
  const issue = (message: string) => issues.push({ code: 'custom', message, input: value });
  const address = value.startsWith('openai:') ? readAddress(value) : undefined;
  if (typeof address === 'string') issue(address);
  if (/^(?:gguf|text):$/.test(value)) issue(`Expected ${value}PATH, got ${value}.`);
}
