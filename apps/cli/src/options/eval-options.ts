import { MAX_DISTANCES } from '@longrange/eval/internal/node';
import { setting } from '@longrange/model/internal';
import { z } from 'zod';
import { ENDPOINT_FORM, readAddress } from '../endpoint/address.ts';
import { oracles } from '../language.ts';
import { gateNames, readLimits } from './limits.ts';
import {
  common,
  engineOptions,
  fileOptions,
  flag,
  list,
  measuredCorpus,
  optional,
  optionalText,
  suiteOptions,
} from './shared-options.ts';

export const evalOptionsSchema = z
  .strictObject({
    checkpoint: common.checkpoint
      .optional()
      .meta({ value: 'latest|best|PATH', automatic: 'latest; none if only --text is given' }),
    model: optionalText(
      'model to use instead of a run: pretrained:NAME, such as pretrained:lstm, which comes with longrange; gguf:FILE (needs the npm package node-llama-cpp); openai:URL#NAME, a server with an OpenAI-compatible API (key in LONGRANGE_API_KEY), with smaller suites and cached answers; or command:LINE, a program that answers questions about its model (docs/guides)',
      { value: 'MODEL', automatic: 'none' },
    ),
    minutes: optional(
      z.number().min(1).max(1440),
      'with --model: time for everything, spent on what gives the narrowest range of an open bracket; first it says what it can measure in that time',
      { automatic: 'as long as the suite takes' },
    ),
    maxRequests: common.maxRequests,
    runs: common.runs,
    ...fileOptions,
    corpus: measuredCorpus.describe(`${measuredCorpus.description}; with a run: where its text is now`),
    text: list(
      'files to measure unmodified; folders, archives, or packages as pypi:NAME and npm:NAME, whose files in the language are measured; no model is measured unless --checkpoint is given',
      { value: 'PATH' },
    ),
    truncated: flag(
      'treat --text files as cut off at the end, like samples: what is still open there does not count as an error',
    ),
    heldOut: common.heldOut,
    ...suiteOptions,
    maxDistance: optional(
      z.literal(MAX_DISTANCES),
      'maximum distance to probe, in characters, with fewer items at long distances; for models with that much context',
      { automatic: '4096; with --model gguf:… and the full suite, as far as its context reaches' },
    ),
    renamed: flag(
      'rename variables, functions and classes in held-out code (keeping lengths) and measure the cost: a model that has seen the code before knows the original names',
    ),
    explore: flag(
      'also write explorer.html, a page with the network in which the failures open at their places',
    ),
    skipControls: flag(
      'skip the probes of the untrained network and the small networks trained as controls (metric 17)',
    ),
    seed: common.seed,
    output: optionalText('folder for results', { value: 'DIR', automatic: 'the folder of the run' }),
    open: common.open,
    format: optional(
      z.enum(['lm-eval', 'lm-eval-task', 'json', 'sarif']),
      'lm-eval: also write results_….json in the format of lm-evaluation-harness; lm-eval-task: also write the minimal pairs of --text as a task for it; json or sarif, with --text: print every place where something is wrong, and nothing else, on standard output',
      { automatic: 'none' },
    ),
    json: optionalText('with --text: also write what --format json prints to this file', { value: 'FILE' }),
    failBelow: optionalText(
      `with --text: exit with code 1 if less than this share holds, such as brackets=0.99,parse=0.95; metrics: ${gateNames.join(', ')}`,
      { value: 'METRIC=SHARE,…' },
    ),
    oracle: optional(
      z.enum(oracles.map(({ name }) => name)),
      `also check with the language's own parser whether code parses; ${oracles.map(({ name, title, package: needed }) => `${name}: ${title} (needs the npm package ${needed})`).join('; ')}`,
      { automatic: 'none' },
    ),
    ...engineOptions,
    debug: common.debug,
  })
  .check((context) => {
    const { truncated, text, checkpoint, model, vocabulary, corpus, set, maxDistance } = context.value;
    const issue = (message: string) => context.issues.push({ code: 'custom', message, input: context.value });
    if (truncated && text.length === 0) {
      issue(
        'Expected `--truncated` together with `--text`, got it alone. Samples of a model always count as truncated.',
      );
    }
    const { format, json, failBelow } = context.value;
    if (text.length === 0 && (format === 'json' || format === 'sarif' || (json ?? failBelow) !== undefined))
      issue(
        'Expected `--format json`, `--format sarif`, `--json` and `--fail-below` together with `--text`, got one of them alone.',
      );
    const limits = readLimits(failBelow);
    if (typeof limits === 'string') issue(limits);
    if (maxDistance !== undefined && model === undefined && checkpoint === undefined && text.length > 0)
      issue('Expected `--max-distance` together with a model, got it with --text alone.');
    if (context.value.format === 'lm-eval-task' && text.length === 0)
      issue('Expected `--format lm-eval-task` together with `--text`, whose pairs it writes, got it alone.');
    const isNetwork =
      model === undefined ? checkpoint !== undefined || text.length === 0 : model.startsWith('pretrained:');
    if (context.value.explore && !isNetwork)
      issue(
        'Expected `--explore` with a run, a model file or pretrained:NAME, got it with --text alone or with a model that is no network of longrange.',
      );
    const address = model?.startsWith('openai:') ? readAddress(model) : undefined;
    if (typeof address === 'string') issue(address);
    else if (model !== undefined && address === undefined && !/^(?:pretrained|gguf|command):./s.test(model))
      issue(
        `Expected \`--model\` to be pretrained:NAME, gguf:FILE, ${ENDPOINT_FORM} or command:LINE, got ${model}.`,
      );
    if (context.value.maxRequests !== undefined && address === undefined)
      issue('Expected `--max-requests` together with `--model openai:…`, got it alone.');
    const { minutes, samples, length, renamed } = context.value;
    if (minutes !== undefined && model?.startsWith('pretrained:'))
      issue('Expected `--minutes` with gguf:…, openai:… or command:…, got it with pretrained:….');
    if (minutes !== undefined && model === undefined)
      issue('Expected `--minutes` together with `--model`, got it alone: a run is measured within minutes.');
    if (minutes !== undefined && (renamed || [samples, length, maxDistance].some((one) => one !== undefined)))
      issue(
        'Expected `--minutes` without `--samples`, `--length`, `--max-distance` and `--renamed`, whose sizes it chooses, got one of them.',
      );
    if (address !== undefined && context.value.renamed)
      issue('Expected `--renamed` without `--model openai:…`, got both: it would take twice the requests.');
    if (model !== undefined && (checkpoint !== undefined || text.length > 0 || vocabulary !== undefined))
      issue(
        'Expected `--model` without `--checkpoint`, `--vocabulary` and `--text`, got it with one of them.',
      );
    if (checkpoint !== undefined || model !== undefined) return;
    if (vocabulary !== undefined || corpus.length > 0 || set.length > 0)
      issue('Expected `--vocabulary`, `--corpus` and `--set` together with a model file as `--checkpoint`.');
  });

export type EvalOptions = z.output<typeof evalOptionsSchema>;

export const reportOptionsSchema = z.strictObject({
  result: setting(z.string().min(1), 'latest', 'a result.json, its folder, or latest').meta({
    value: 'RESULT',
    positional: true,
  }),
  runs: common.runs,
  output: optionalText('folder for report.html and report.md', {
    value: 'DIR',
    automatic: 'the folder of the result',
  }),
  open: common.open,
  debug: common.debug,
});

export type ReportOptions = z.output<typeof reportOptionsSchema>;
