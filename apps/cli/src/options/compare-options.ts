import { z } from 'zod';
import { readAddress } from '../endpoint/address.ts';
import {
  common,
  engineOptions,
  fileOptions,
  flag,
  list,
  measuredCorpus,
  optionalText,
  suiteOptions,
} from './shared-options.ts';

export const compareOptionsSchema = z.strictObject({
  models: z
    .array(z.string().min(1).check(checkWord))
    .default([])
    .describe(
      'two or more of these, in any combination: runs (names, paths, latest, best); checkpoints of a run (RUN@1000,2000,best, RUN@every:1000, RUN@all); model files (.keras, .h5, .safetensors); pretrained:NAME; ngram (a 20-gram of the training text); gguf:FILE; openai:URL#NAME; command:LINE; the folder of an earlier evaluation or comparison; text:PATH (existing code)',
    )
    .meta({ value: 'RUN', positional: true }),
  group: list('runs that count as one model with a name; once for each model', { value: 'NAME=RUN,RUN' }),
  runs: common.runs,
  ...fileOptions,
  corpus: measuredCorpus,
  heldOut: common.heldOut,
  ...suiteOptions,
  seed: common.seed,
  maxRequests: common.maxRequests,
  fresh: flag('measure everything again, even if matching scores exist'),
  output: optionalText('folder for the comparison', {
    value: 'DIR',
    automatic: 'comparisons, in the runs folder',
  }),
  open: common.open,
  ...engineOptions,
  debug: common.debug,
});

export type CompareOptions = z.output<typeof compareOptionsSchema>;

/** Checks the form of a token model's or a text's name. */
function checkWord({ value, issues }: z.core.ParsePayload<string>): void {
  const issue = (message: string) => issues.push({ code: 'custom', message, input: value });
  const address = value.startsWith('openai:') ? readAddress(value) : undefined;
  if (typeof address === 'string') issue(address);
  if (/^(?:gguf|text|command):$/.test(value))
    issue(`Expected ${value}${value === 'command:' ? 'LINE' : 'PATH'}, got ${value}.`);
}
