import { mkdir, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { createParser, type Language, type SyntaxParser, type TextDocument } from '@longrange/code';
import { countExtensions, isArchive, namesPackages } from '@longrange/corpus/internal';
import type { ExitCode } from '@longrange/errors';
import { suites, toLmEval } from '@longrange/eval';
import { type MetricPlace, planProbes } from '@longrange/eval/internal';
import {
  type Evaluation,
  type EvaluationContext,
  lmEvalFileName,
  lmEvalTask,
  runEvaluation,
} from '@longrange/eval/internal/node';
import { describe, type Report, renderHtml, renderMarkdown } from '@longrange/report';
import { writeFileAtomically, writeNewFolder } from '@longrange/trainer/internal';
import type { CommandContext } from '../cli/command.ts';
import { measuredLanguage, readingPackages } from '../corpus/load-data.ts';
import { openEvaluated } from '../evaluated/open.ts';
import type { OpenedModel } from '../evaluated/opened-model.ts';
import { formatJson } from '../files/json.ts';
import { tryFolder } from '../files/try-folder.ts';
import { defaultLanguage, type LanguageEvidence, oracleOf, resolveLanguage } from '../language.ts';
import { languageEvidence, type ModelSource } from '../model/model-source.ts';
import { findModelSource } from '../model/open-model.ts';
import type { EvalOptions } from '../options/eval-options.ts';
import { writeExplorer } from '../report/write-explorer.ts';
import { printSummary } from '../report/write-report.ts';
import { versions } from '../run/versions.ts';
import { formatTimestamp, plural } from '../terminal/format.ts';
import { endProcess, interruptExitCode, withInterrupt } from '../terminal/interrupt.ts';
import { createReporter, type Reporter } from '../terminal/reporter.ts';
import { checkLimits, refuseUnmeasured } from './limits.ts';
import { modelToEvaluate } from './open-evaluation.ts';
import { toJson, toSarif } from './places.ts';
import { readTexts } from './read-texts.ts';
import { reportedStages } from './reported-stages.ts';

/** `longrange eval` */
export async function runEval(options: EvalOptions, context: CommandContext): Promise<ExitCode | 0> {
  const { format, failBelow } = options;
  const printsPlaces = format === 'json' || format === 'sarif';
  const reporter = createReporter(printsPlaces ? process.stderr : process.stdout);
  const { result, report, folder, source, heldOut, places } = await evaluate(options, context, reporter);
  await printSummary(report, join(folder, 'report.html'), options.open, reporter);
  if (options.explore && source) await writeExplorer(source, result, heldOut, folder, reporter);
  const subject = result.subjects.find(({ id }) => id === 'text');
  if (subject === undefined) return 0;
  const placed = { language: result.language, subject, places };
  if (options.json !== undefined) await writeFileAtomically(options.json, toJson(placed));
  if (format === 'json') process.stdout.write(toJson(placed));
  if (format === 'sarif') {
    const { text, outside } = toSarif(placed, process.cwd());
    process.stdout.write(text);
    if (outside > 0)
      reporter.fact(
        'outside',
        `${plural(outside, 'place')} in files outside this folder: their addresses are absolute`,
      );
  }
  checkLimits(failBelow, subject);
  return 0;
}

/**
 * Measures, and writes `result.json`, `report.html`, `report.md` and, for a model, `documents.json` and `samples.jsonl` into a new folder; on request
 * also the result in the format of lm-evaluation-harness.
 */
export async function evaluate(given: EvalOptions, { commandLine }: CommandContext, reporter: Reporter) {
  const { text, output, runs, seed, model, checkpoint } = given;
  const name = model ?? checkpoint ?? (text.length > 0 ? undefined : 'latest');
  if (text.length > 0) await tryFolder(output ?? join(runs, 'text'));
  if (given.json !== undefined) await tryFolder(dirname(given.json));
  const isForeign = /^(?:gguf|openai|command):/.test(model ?? '');
  const source = name === undefined || isForeign ? undefined : await findModelSource(name, given);
  const language = await evaluatedLanguage(source ?? name, given, reporter);
  const options = { ...given, language: language.id };
  const oracleChoice = options.oracle === undefined ? undefined : oracleOf(language, options.oracle);
  refuseUnmeasured(given.failBelow, language);
  const texts =
    text.length === 0
      ? []
      : [await readingPackages(text, reporter, (packages) => readTexts(text, language, packages))];
  const places: MetricPlace[] = [];
  const isListed = given.json !== undefined || given.format === 'json' || given.format === 'sarif';
  const parser = await createParser(language);
  const oracle = await oracleChoice?.create();
  if (oracle !== undefined) reporter.fact('oracle', `${oracle.name}, through ${oracleChoice?.package}`);
  const context: EvaluationContext = {
    parser,
    oracle,
    stage: reportedStages(reporter),
    onFact: reporter.fact,
    seed,
    split: options.heldOut,
  };
  const task =
    options.format === 'lm-eval-task' ? await planTask(texts[0]!.documents, parser, options) : undefined;
  const startedAt = new Date();
  const startMs = performance.now();
  const opened = name === undefined ? undefined : await openEvaluated(source ?? name, options, reporter);
  try {
    const { report: inform, ...input } =
      opened === undefined ? {} : await modelToEvaluate(name!, opened, options, reporter, startMs);
    const evaluation = await interruptible(opened?.cache, reporter, () =>
      runEvaluation(context, {
        ...input,
        texts: texts.map(({ documents, paths, project, leftOut }) => ({
          subject: { id: 'text', label: paths.join(', '), project, cut: options.truncated, documents },
          leftOut,
          onPlace: isListed ? (place) => places.push(place) : undefined,
        })),
        versions: versions(),
        provenance: { command: commandLine, ...opened?.provenance },
      }),
    );
    inform?.();
    const { result, heldOut } = evaluation;
    const report = describe(result);
    const wanted = outputFolder(options, opened, startedAt);
    const folder = await writeResult(wanted, { ...evaluation, report, task }, options);
    if (task !== undefined)
      reporter.fact('task', `lm_eval --include_path ${join(folder, TASK)} --tasks longrange_pairs`);
    return { result, report, folder, source, heldOut, places };
  } finally {
    await opened?.close();
    parser.dispose();
  }
}

/** Folder of the task for lm-evaluation-harness. */
const TASK = 'lm-eval-task';

/** Writes the minimal pairs of brackets that a model is asked about in these documents, as a task for lm-evaluation-harness. */
async function planTask(
  documents: readonly TextDocument[],
  parser: SyntaxParser,
  { suite, seed }: Pick<EvalOptions, 'suite' | 'seed'>,
) {
  const { perBucket } = suites[suite].probes.minimalPairs;
  const sizes = { minimalPairs: { perBucket, others: 0, factors: 0 } };
  const { minimalPairs } = await planProbes({ parser, seed, documents }, sizes);
  return lmEvalTask(minimalPairs.natural);
}

/** Does work that queries a model; when interrupted, says where the answers are cached. */
function interruptible<T>(cache: string | undefined, reporter: Reporter, work: () => Promise<T>): Promise<T> {
  if (cache === undefined) return work();
  return withInterrupt(work, () => {
    reporter.clear();
    reporter.line(`stopped     every answer so far is in ${cache}; the same command continues from there`);
    endProcess(interruptExitCode());
  });
}

/**
 * Returns `runs/<run>/eval/<checkpoint>-<time>`, for a model file `runs/files/eval/<file>-<time>`, for text without a model `runs/text/eval/<time>`;
 * with `--output`, a folder of a similar name in it.
 */
function outputFolder(
  { output, runs }: EvalOptions,
  opened: Pick<OpenedModel, 'outputPrefix'> | undefined,
  startedAt: Date,
): string {
  const time = formatTimestamp(startedAt);
  const name = opened === undefined ? `text-${time}` : `${basename(opened.outputPrefix)}-${time}`;
  if (output !== undefined) return join(output, `eval-${name}`);
  return opened === undefined ? join(runs, 'text', 'eval', name) : `${opened.outputPrefix}-${time}`;
}

/**
 * @returns the folder, under another name if this one is taken
 * @throws LongrangeError `WRITE_FAILED`; nothing half-written is left behind
 */
async function writeResult(
  folder: string,
  {
    result,
    scored,
    report,
    task,
  }: Evaluation & { readonly report: Report; readonly task: ReturnType<typeof lmEvalTask> | undefined },
  { format }: Pick<EvalOptions, 'format'>,
): Promise<string> {
  const html = await renderHtml(report);
  return writeNewFolder(folder, async (temporary) => {
    await writeFile(join(temporary, 'result.json'), formatJson(result));
    await writeFile(join(temporary, 'report.html'), html);
    await writeFile(join(temporary, 'report.md'), renderMarkdown(report));
    if (format === 'lm-eval') {
      await writeFile(
        join(temporary, lmEvalFileName(result)),
        `${JSON.stringify(toLmEval(result), null, 2)}\n`,
      );
    }
    if (task !== undefined) {
      await mkdir(join(temporary, TASK));
      for (const [name, text] of Object.entries(task)) await writeFile(join(temporary, TASK, name), text);
    }
    if (scored === null) return;
    const lines = scored.evidence.samples.map((sample) => `${JSON.stringify(sample)}\n`);
    await writeFile(join(temporary, 'samples.jsonl'), lines.join(''));
    await writeFile(join(temporary, 'documents.json'), `${JSON.stringify(scored.documentScores)}\n`);
  });
}

/**
 * Returns the language to measure: that of `--language`, the network and the files named as text, which must agree; without these, that of
 * the corpus of another model, or of most files in the folders of the text.
 *
 * @param model a network, or the name of another program's model
 * @throws LongrangeError `LANGUAGE_MIXED` (exit code 2), and for a run or a corpus that cannot be read
 */
async function evaluatedLanguage(
  model: ModelSource | string | undefined,
  options: EvalOptions,
  reporter: Reporter,
): Promise<Language> {
  const evidence: LanguageEvidence[] = typeof model === 'object' ? [await languageEvidence(model)] : [];
  evidence.push(...options.text.filter((path) => !namesPackages(path)).map((file) => ({ file })));
  if (model !== undefined) return measuredLanguage(evidence, options, reporter);
  const named = resolveLanguage([{ id: options.language }, ...evidence]);
  if (named !== undefined) return named;
  const places: string[] = [];
  for (const path of options.text)
    if (namesPackages(path) || isArchive(path) || (await stat(path).catch(() => undefined))?.isDirectory())
      places.push(path);
  const counts = await readingPackages(places, reporter, (packages) => countExtensions(places, packages));
  return resolveLanguage([{ counts, places }]) ?? defaultLanguage;
}
