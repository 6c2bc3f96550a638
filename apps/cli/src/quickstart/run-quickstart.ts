import { basename, join } from 'node:path';
import type { ExitCode } from '@longrange/errors';
import type { Result } from '@longrange/eval';
import type { Proportion } from '@longrange/eval/result';
import { isOfLanguage, type Report, renderHeadline } from '@longrange/report';
import { sample } from '@longrange/sampler';
import { bestCheckpoint, listCheckpoints, readModel } from '@longrange/trainer/internal';
import type { CommandContext } from '../cli/command.ts';
import { evaluate } from '../eval/run-eval.ts';
import { defaultLanguage } from '../language.ts';
import { type EvalOptions, evalOptionsSchema } from '../options/eval-options.ts';
import { type QuickstartOptions, type TrainOptions, trainOptionsSchema } from '../options/train-options.ts';
import { printing, showPage } from '../report/write-report.ts';
import { formatBits, formatCount } from '../terminal/format.ts';
import { interruptExitCode } from '../terminal/interrupt.ts';
import { invocation, runsWords } from '../terminal/invocation.ts';
import { createReporter, type Reporter } from '../terminal/reporter.ts';
import { type TrainedRun, trainRun } from '../train/run-train.ts';

/** Description of the corpus that is read where none is named. */
const defaultCorpus = defaultLanguage.defaults.corpora[0]!.description;

/** `longrange quickstart`: trains, samples, evaluates, and shows the results. */
export async function runQuickstart(
  options: QuickstartOptions,
  context: CommandContext,
): Promise<ExitCode | 0> {
  const reporter = createReporter(process.stdout, { brief: true });
  const { corpus, set, open, ...given } = options;
  reporter.line('Takes about three minutes in all on two idle cores.');
  const source = corpus.length === 0 ? defaultCorpus : corpus.join(', ');
  heading(reporter, `1 of 3: training a small model on ${source}, at most two and a half minutes`);
  const trainOptions: TrainOptions = trainOptionsSchema.parse({ ...given, corpus, set, preset: 'quick' });
  const trained = await trainRun(trainOptions, context, reporter);
  if (trained.outcome.kind === 'interrupted') return interruptExitCode();
  const checkpoint = bestCheckpoint(await listCheckpoints(trained.runFolder)) ?? trained.outcome.checkpoint;
  const shownSample = { prompt: trained.language.defaults.prompt, temperature: 0.8 };
  const { prompt, temperature } = shownSample;
  heading(reporter, `2 of 3: what it writes after "${prompt}", at temperature ${temperature}`);
  await showSample(checkpoint.folder, shownSample, reporter);
  heading(reporter, '3 of 3: how far back it remembers');
  const evalOptions: EvalOptions = evalOptionsSchema.parse({
    ...given,
    checkpoint: checkpoint.folder,
    suite: 'quick',
  });
  const { result, report, folder } = await evaluate(evalOptions, context, reporter);
  summarize(trained, result, report, reporter);
  reporter.line();
  await showPage('report', join(folder, 'report.html'), open, reporter);
  reporter.line();
  reporter.line('What next:');
  const more = runsWords(options.runs);
  const steps = [
    [invocation(['sample', '--interactive', ...more]), 'ask it for text'],
    [invocation(['train', ...more]), describeDefault(trained, result, source)],
    [
      invocation(['sample', '--model', 'pretrained:mingru']),
      'what a network writes that was trained for longer',
    ],
  ] as const;
  const width = Math.max(...steps.map(([command]) => command.length));
  for (const [command, what] of steps) reporter.line(`  ${command.padEnd(width)}  ${what}`);
  return 0;
}

/** Says how long the default model takes, and how good it gets (docs/results.md) beside the model that was trained here. */
function describeDefault({ test }: TrainedRun, { provenance }: Result, source: string): string {
  const isNative = provenance.engine?.startsWith('native');
  const onNode = Number.parseInt(process.versions.node, 10) < 24 ? 'seventeen' : 'ten';
  const time = `the default model: about ${isNative ? 'fifteen' : onNode} minutes on two cores`;
  const bits = test?.bits;
  if (bits === undefined || source !== defaultCorpus) return time;
  return `${time}, ${isNative ? '1.79' : '1.87'} instead of ${bits.toFixed(2)} bits per character`;
}

function heading(reporter: Reporter, text: string): void {
  reporter.line();
  reporter.line(`== ${text}`);
}

/** Shows the sample with seed 1, not selected. */
async function showSample(
  folder: string,
  { prompt, temperature }: { readonly prompt: string; readonly temperature: number },
  reporter: Reporter,
): Promise<void> {
  const model = (await readModel(folder)).load();
  const [text] = await sample(model, { prompt, length: 400, temperature, seed: 1 });
  model.dispose();
  reporter.text(`${prompt}${text!.text}`);
}

/** Shows the answer, five more lines, and the path of the report. */
function summarize(
  { runFolder, test }: TrainedRun,
  result: Result,
  report: Report,
  reporter: Reporter,
): void {
  reporter.line();
  reporter.line('== Summary');
  reporter.styled(renderHeadline(report, printing(reporter)).trimEnd());
  reporter.line();
  const bits = test?.bits;
  reporter.fact('model', `${basename(runFolder)}, ${formatCount(result.model?.parameters ?? 0)} parameters`);
  reporter.fact(
    'test',
    bits === undefined ? 'not measured' : `${formatBits(bits)} bits per character on held-out files`,
  );
  if (!isOfLanguage(result)) return;
  const compare = (pick: (subject: Result['subjects'][number]) => Proportion | null | undefined): string =>
    result.subjects
      .flatMap((subject) => {
        const share = pick(subject);
        return share == null ? [] : [`${percent(share)} ${subject.label} (n ${formatCount(share.n)})`];
      })
      .join(', ');
  reporter.fact('brackets', `closed correctly: ${compare(({ delimiters }) => delimiters.overall)}`);
  const indents = compare(({ indentation }) => indentation?.overall);
  if (indents !== '') reporter.fact('indents', `as ${result.language.name} wants them: ${indents}`);
  reporter.fact('parse', `definitions without an error: ${compare(({ parse }) => parse.definitions)}`);
}

function percent({ estimate }: Proportion): string {
  return estimate === null ? '–' : `${(100 * estimate).toFixed(1)} %`;
}
