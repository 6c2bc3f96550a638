import { z } from 'zod';
import { readAddress } from '../endpoint/address.ts';
import { readMargin } from './margin.ts';
import {
  common,
  engineOptions,
  fileOptions,
  flag,
  list,
  measuredCorpus,
  optional,
  optionalText,
  rules,
  suiteOptions,
} from './shared-options.ts';

export const compareOptionsSchema = z
  .strictObject({
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
    gate: optionalText(
      'with two models, BEFORE and AFTER: answer in one line whether AFTER remembers less: exit code 0 if its memory is shown not to be shorter by more than this, 1 if it is shown to be shorter, 3 if neither',
      { value: 'PERCENT' },
    ),
    format: optional(
      z.enum(['json']),
      'with --gate: print the answer as one JSON object, and nothing else, on standard output',
      { automatic: 'none' },
    ),
    json: optionalText('with --gate: also write what --format json prints to this file', { value: 'FILE' }),
    output: optionalText('folder for the comparison', {
      value: 'DIR',
      automatic: 'comparisons, in the runs folder',
    }),
    open: common.open,
    ...engineOptions,
    debug: common.debug,
  })
  .check(
    rules(({ gate, format, json }, refuse) => {
      if (gate === undefined && (format ?? json) !== undefined)
        refuse('Expected `--format json` and `--json` together with `--gate`, got one of them alone.');
      if (gate !== undefined && Number.isNaN(readMargin(gate)))
        refuse(
          `Expected \`--gate\` to be a percentage above 0 and below 100, such as 10%, got ${JSON.stringify(gate)}.`,
        );
    }),
  );

export type CompareOptions = z.output<typeof compareOptionsSchema>;

/** Checks the form of a token model's or a text's name. */
function checkWord({ value, issues }: z.core.ParsePayload<string>): void {
  const issue = (message: string) => issues.push({ code: 'custom', message, input: value });
  const address = value.startsWith('openai:') ? readAddress(value) : undefined;
  if (typeof address === 'string') issue(address);
  if (/^(?:gguf|text|command):$/.test(value))
    issue(`Expected ${value}${value === 'command:' ? 'LINE' : 'PATH'}, got ${value}.`);
}
