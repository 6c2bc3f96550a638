import { describeValue } from '@longrange/errors';
import { setting } from '@longrange/model/internal';
import { z } from 'zod';
import { engineNames } from '../engine/engine-name.ts';
import { common, flag, list, optional, optionalText } from './shared-options.ts';

const actions = ['status', 'report'] as const;

const engines = ['local', 'slurm', 'kubernetes'] as const;

const countOption = z.int().min(1).max(256);

const storeOption = z.string().min(1).optional();

export const sweepOptionsSchema = z
  .strictObject({
    words: list('sweep file to run; status FILE shows progress, report FILE writes a report', {
      value: '[status|report] FILE',
      positional: true,
    }),
    runs: common.runs,
    engine: setting(
      z.string(),
      'local',
      'how to run trials. local: as processes on this machine; slurm: as a job array; redis://HOST:PORT: through a Redis queue that `longrange worker` reads; kubernetes: as an Indexed Job, printed with --print',
    ).meta({ value: 'ENGINE' }),
    print: flag('print the Job for kubectl apply without running anything (kubernetes only)'),
    image: optionalText('container image with longrange as its entry point (kubernetes only)', {
      value: 'IMAGE',
      automatic: 'none',
    }),
    volume: optionalText(
      'PersistentVolumeClaim to mount as the working folder of pods, for corpus files and a --store folder (kubernetes only)',
      { value: 'CLAIM', automatic: 'none' },
    ),
    jobs: countOption
      .optional()
      .describe('maximum number of concurrent trials')
      .meta({ automatic: '1; unlimited with slurm, redis and kubernetes' }),
    threads: countOption
      .optional()
      .describe('total threads for all trials; with slurm, redis and kubernetes, threads per trial')
      .meta({ automatic: 'one per core; with slurm and kubernetes, 1; with redis, set by the worker' }),
    compute: setting(z.enum(['auto', ...engineNames]), 'auto', 'compute engine, like --engine of train'),
    store: storeOption
      .describe(
        'where machines share runs: a folder that all can see, or s3://BUCKET/PREFIX (uses AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION and AWS_ENDPOINT_URL)',
      )
      .meta({ value: 'PLACE', automatic: 'none' }),
    trial: optional(z.int().min(0), 'run or resume only this trial, in this process', { automatic: 'all' }),
    dryRun: flag('list the trials and their estimated durations without running any'),
    json: flag('with status, report or --dry-run: print one line of JSON per trial'),
    serve: flag(
      'with report: serve the page on 127.0.0.1, without the comparison, kept up to date until Ctrl-C',
    ),
    open: common.open,
    debug: common.debug,
  })
  .check((context) => {
    const { words, json, dryRun, trial, engine, serve } = context.value;
    const issue = (message: string) => context.issues.push({ code: 'custom', message, input: context.value });
    const [first, second] = words;
    const isAction = actions.some((action) => action === first);
    if (first === undefined || (isAction && second === undefined) || words.length > (isAction ? 2 : 1))
      issue(
        `Expected \`FILE\`, \`status FILE\` or \`report FILE\`, got ${first === undefined ? 'nothing' : describeValue(words.join(' '))}.`,
      );
    if (!engines.some((one) => one === engine) && !isRedisAddress(engine))
      issue(`Expected \`--engine\` to be local, slurm, redis://HOST:PORT or kubernetes, got \`${engine}\`.`);
    if (json && !isAction && !dryRun) issue('Expected `--json` together with status, report or `--dry-run`.');
    if (serve && first !== 'report') issue('Expected `--serve` together with report.');
    if (trial !== undefined && (isAction || dryRun))
      issue('Expected `--trial` without status, report and `--dry-run`, which are about all trials.');
    const starts = !isAction && !dryRun && trial === undefined;
    for (const problem of jobProblems(context.value, starts)) issue(problem);
  });

export function isRedisAddress(engine: string): boolean {
  return /^rediss?:\/\//.test(engine);
}

/** Finds options for a Job that are missing, or given without one. */
function jobProblems(
  {
    engine,
    print,
    image,
    volume,
    store,
  }: {
    readonly engine: string;
    readonly print: boolean;
  } & { readonly [option in 'image' | 'volume' | 'store']?: string | undefined },
  starts: boolean,
): string[] {
  if (engine !== 'kubernetes') {
    const isAlone = print || image !== undefined || volume !== undefined;
    return isAlone ? ['Expected `--print`, `--image` and `--volume` with `--engine kubernetes`.'] : [];
  }
  if (!starts) return print ? ['Expected `--print` without status, report, `--dry-run` and `--trial`.'] : [];
  if (!print) return ['Expected `--engine kubernetes` with `--print`, whose output kubectl applies.'];
  if (image === undefined) return ['Expected `--image` with `--engine kubernetes`.'];
  if (store === undefined || (volume === undefined && !store.startsWith('s3://')))
    return [
      'Expected `--store s3://BUCKET/PREFIX`, or `--store FOLDER` together with `--volume`, since pods share nothing else.',
    ];
  return [];
}

export type SweepOptions = z.output<typeof sweepOptionsSchema>;

/** Returns the action and its file. */
export function actionOf({ words }: SweepOptions): {
  readonly action: 'run' | 'status' | 'report';
  readonly file: string;
} {
  const [first, second] = words as [string, string?];
  return second === undefined
    ? { action: 'run', file: first }
    : { action: first as 'status' | 'report', file: second };
}

export const workerOptionsSchema = z.strictObject({
  redis: z
    .string()
    .min(1)
    .describe(
      'Redis server of the sweeps: redis://HOST:PORT, or rediss:// for TLS; the password can also be given in REDISCLI_AUTH',
    )
    .meta({ value: 'redis://HOST', positional: true }),
  jobs: countOption.default(1).describe('number of concurrent trials'),
  threads: countOption
    .optional()
    .describe('total threads for all trials, unless the sweep sets threads per trial')
    .meta({ automatic: 'one per core' }),
  runs: common.runs,
  store: storeOption
    .describe('where runs are kept, as seen from this machine; the sweep prints its own location')
    .meta({ value: 'PLACE', automatic: 'none' }),
  corpusRoot: optionalText(
    'only folder that sweeps may read text from, apart from named sets and packages; the sweep prints the folder it needs',
    { value: 'DIR', automatic: 'none: only named sets and packages' },
  ),
  debug: common.debug,
});

export type WorkerOptions = z.output<typeof workerOptionsSchema>;
