import { MAX_DISTANCES } from '@longrange/eval/evaluation';
import { z } from 'zod';
import { ENDPOINT_FORM, readAddress } from '../endpoint/address.ts';
import { language, languageOracle } from '../language.ts';
import {
  checkpointOption,
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

export const evalOptionsSchema = z
  .strictObject({
    checkpoint: checkpointOption
      .optional()
      .meta({ value: 'latest|best|PATH', automatic: 'latest; none with --text alone' }),
    model: z
      .string()
      .min(1)
      .optional()
      .describe(
        'a model of tokens instead of a run: gguf:FILE, through the npm package node-llama-cpp, or openai:URL#NAME, a server that speaks OpenAI’s API, with a key in LONGRANGE_API_KEY; suites are smaller, and what was asked is kept and not asked again',
      )
      .meta({ value: 'gguf:FILE|openai:URL#NAME', automatic: 'none' }),
    ...maxRequestsOption,
    ...runsOption,
    ...fileOptions,
    corpus: fileOptions.corpus.describe(
      `${fileOptions.corpus.description}; with a run: where its text is now`,
    ),
    extensions: fileOptions.extensions.describe(
      'with a model file or --text: extensions of the files to read in folders and archives; * reads all',
    ),
    text: z
      .array(z.string().min(1))
      .default([])
      .describe(
        `${language.name} files or folders to measure as they are; without --checkpoint, no model is measured`,
      )
      .meta({ value: 'PATH' }),
    truncated: z
      .boolean()
      .default(false)
      .describe(
        'the files of --text are truncated, as samples are: whatever is open at the end does not count as broken',
      ),
    ...heldOutOption,
    ...suiteOptions,
    maxDistance: z
      .literal(MAX_DISTANCES)
      .optional()
      .describe(
        'maximum distance in characters to ask about, with fewer items at long distances: for a model that can read that far',
      )
      .meta({ automatic: '4096; with --model gguf:… and the full suite, what its context holds' }),
    renamed: z
      .boolean()
      .default(false)
      .describe(
        'measure held-out code under other names, equally long, for its own variables, functions and classes, and what that costs: a model that has read the code before knows its names',
      ),
    skipControls: z
      .boolean()
      .default(false)
      .describe(
        'do not probe the untrained network, nor train the small networks of the controls (metric 17)',
      ),
    ...seedOption,
    output: z
      .string()
      .min(1)
      .optional()
      .describe('folder for the results')
      .meta({ value: 'DIR', automatic: 'in the folder of the run' }),
    ...openOption,
    format: z
      .enum(['lm-eval'])
      .optional()
      .describe('also write results_….json, in the form of lm-evaluation-harness')
      .meta({ automatic: 'none' }),
    ...parserOption,
    oracle: z
      .enum([languageOracle.name])
      .optional()
      .describe(
        `also ask ${languageOracle.title} what parses, through the npm package ${languageOracle.package}`,
      )
      .meta({ automatic: 'none' }),
    ...engineOptions,
    ...debugOption,
  })
  .check((context) => {
    const { truncated, text, checkpoint, model, vocabulary, corpus, set, extensions, charset, maxDistance } =
      context.value;
    const issue = (message: string) => context.issues.push({ code: 'custom', message, input: context.value });
    if (truncated && text.length === 0) {
      issue(
        'Expected `--truncated` together with `--text`, got it alone. Samples of a model always count as truncated.',
      );
    }
    if (maxDistance !== undefined && model === undefined && checkpoint === undefined && text.length > 0)
      issue('Expected `--max-distance` together with a model, got it with --text alone.');
    const address = model?.startsWith('openai:') ? readAddress(model) : undefined;
    if (typeof address === 'string') issue(address);
    else if (model !== undefined && address === undefined && !/^gguf:./.test(model))
      issue(`Expected \`--model\` to be gguf:FILE or ${ENDPOINT_FORM}, got ${model}.`);
    if (context.value.maxRequests !== undefined && address === undefined)
      issue('Expected `--max-requests` together with `--model openai:…`, got it alone.');
    if (address !== undefined && context.value.renamed)
      issue('Expected `--renamed` without `--model openai:…`, got both: an endpoint is not asked twice.');
    if (model !== undefined && (checkpoint !== undefined || text.length > 0 || vocabulary !== undefined))
      issue(
        'Expected `--model` without `--checkpoint`, `--vocabulary` and `--text`, got it with one of them.',
      );
    if (checkpoint !== undefined || model !== undefined) return;
    if ([vocabulary, charset].some((one) => one !== undefined) || corpus.length > 0 || set.length > 0) {
      issue(
        'Expected `--vocabulary`, `--corpus`, `--charset` and `--set` together with a model file as `--checkpoint`.',
      );
    }
    if (extensions.length > 0 && text.length === 0)
      issue(
        'Expected `--extensions` together with `--text` or with a model file as `--checkpoint`: a run knows its own.',
      );
  });

export type EvalOptions = z.output<typeof evalOptionsSchema>;
