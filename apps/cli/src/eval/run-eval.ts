import { stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { createParser, type Language, type TextDocument } from '@longrange/code';
import { countExtensions } from '@longrange/corpus/internal';
import type { ExitCode } from '@longrange/errors';
import { buildResult, lmEvalFileName, type Result, toLmEval } from '@longrange/eval';
import { type MeasuredSubject, measureStage, resultParts } from '@longrange/eval/evaluation';
import { describe, type Report, renderHtml, renderMarkdown } from '@longrange/report';
import { findCheckpoint } from '@longrange/trainer';
import { writeNewFolder } from '@longrange/trainer/internal';
import type { CommandContext } from '../cli/command.ts';
import { fileCorpus, settleLanguage } from '../corpus/load-data.ts';
import { formatJson } from '../files/json.ts';
import { tryFolder } from '../files/try-folder.ts';
import {
  agreedLanguage,
  defaultLanguage,
  languageOf,
  mainLanguage,
  oracleOf,
  type Sign,
  signOfId,
  signOfPath,
} from '../language.ts';
import { isWithoutRun, languageOfFile } from '../model/model-file.ts';
import type { ModelSource } from '../model/model-source.ts';
import type { EvalOptions } from '../options/eval-options.ts';
import { writeExplorer } from '../report/write-explorer.ts';
import { printSummary } from '../report/write-report.ts';
import { readRunRecord, runFolderOf } from '../run/run-record.ts';
import { versions } from '../run/versions.ts';
import { formatTimestamp } from '../terminal/format.ts';
import { createReporter, type Reporter } from '../terminal/reporter.ts';
import { evaluateModel, type ModelEvaluation } from './evaluate-model.ts';
import { readTexts } from './read-texts.ts';
import { type EvalContext, stage } from './stages.ts';

/** `longrange eval` */
export async function runEval(options: EvalOptions, context: CommandContext): Promise<ExitCode | 0> {
  const reporter = createReporter(process.stdout);
  const { result, report, folder, source, heldOut } = await evaluate(options, context, reporter);
  await printSummary(report, folder, options.open, reporter);
  if (options.explore && source) await writeExplorer(source, result, heldOut, folder, reporter);
  return 0;
}

/**
 * Measures, and writes `result.json`, `report.html`, `report.md` and, for a model, `documents.json` and `samples.jsonl` into a new folder; on request
 * also the result in the format of lm-evaluation-harness.
 */
export async function evaluate(
  given: EvalOptions,
  { commandLine }: CommandContext,
  reporter: Reporter,
): Promise<{
  result: Result;
  report: Report;
  folder: string;
  source: ModelSource | undefined;
  heldOut: readonly TextDocument[];
}> {
  if (given.text.length > 0) await tryFolder(given.output ?? join(given.runs, 'text'));
  const language = await languageUnderTest(given, reporter);
  const options = { ...given, language: language.id };
  const oracleChoice = options.oracle === undefined ? undefined : oracleOf(language, options.oracle);
  const texts = options.text.length === 0 ? undefined : await readTexts(options.text, language);
  const parser = await createParser(language);
  const oracle = await oracleChoice?.create();
  if (oracle !== undefined) reporter.fact('oracle', `${oracle.name}, through ${oracleChoice?.package}`);
  const context: EvalContext = {
    ...{ options, parser, oracle, reporter, seed: options.seed, split: options.heldOut },
    stage: (label, work, describe) => stage(reporter, label, work, describe),
  };
  const startedAt = new Date();
  const isTextAlone = options.model === undefined && options.checkpoint === undefined && texts !== undefined;
  const evaluation = isTextAlone
    ? undefined
    : await evaluateModel(context, options.model ?? options.checkpoint ?? 'latest');
  const measured: MeasuredSubject[] = [];
  if (texts !== undefined) {
    if (texts.leftOut !== '') reporter.fact('left out', texts.leftOut);
    const label = options.text.join(', ');
    const subject = { id: 'text', label, cut: options.truncated, documents: texts.documents } as const;
    measured.push(await measureStage(context, subject, evaluation?.trainingText));
  }
  parser.dispose();
  const result = buildResult({
    ...resultParts(context, evaluation?.evidence, measured),
    versions: versions(),
    provenance: {
      command: commandLine,
      seeds: evaluation?.seeds ?? { bootstrap: options.seed },
      ...evaluation?.provenance,
    },
    model: evaluation?.model ?? null,
    training: evaluation?.training ?? [],
    contamination: evaluation?.contamination ?? null,
    ...(evaluation?.renaming && { renaming: evaluation.renaming }),
    probes: evaluation?.probes ?? null,
  });
  const report = describe(result);
  const wanted = outputFolder(options, evaluation, startedAt);
  const folder = await writeResult(wanted, { result, report }, evaluation, options);
  return { result, report, folder, source: evaluation?.source, heldOut: evaluation?.heldOut ?? [] };
}

/**
 * Returns `runs/<run>/eval/<checkpoint>-<time>`, for a model file `runs/files/eval/<file>-<time>`, for text without a model `runs/text/eval/<time>`;
 * with `--output`, a folder of a similar name in it.
 */
function outputFolder(
  { output, runs }: EvalOptions,
  evaluation: ModelEvaluation | undefined,
  startedAt: Date,
): string {
  const time = formatTimestamp(startedAt);
  const name = evaluation === undefined ? `text-${time}` : `${basename(evaluation.outputPrefix)}-${time}`;
  if (output !== undefined) return join(output, `eval-${name}`);
  return evaluation === undefined ? join(runs, 'text', 'eval', name) : `${evaluation.outputPrefix}-${time}`;
}

/**
 * @returns the folder, under another name if this one is taken
 * @throws LongrangeError `WRITE_FAILED`; nothing half-written is left behind
 */
async function writeResult(
  folder: string,
  { result, report }: { readonly result: Result; readonly report: Report },
  evaluation: ModelEvaluation | undefined,
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
    if (evaluation === undefined) return;
    const lines = evaluation.evidence.samples.map((sample) => `${JSON.stringify(sample)}\n`);
    await writeFile(join(temporary, 'samples.jsonl'), lines.join(''));
    const scores = JSON.stringify(evaluation.documentScores);
    await writeFile(join(temporary, 'documents.json'), `${scores}\n`);
  });
}

/**
 * Returns the language to measure: that of the run or model file, `--language` and the files named as text, which must agree; without
 * these, that of the corpus of a model file, or of most files in the folders of the text.
 *
 * @throws LongrangeError `LANGUAGE_MIXED` (exit code 2), and for a run or a corpus that cannot be read
 */
export async function languageUnderTest(options: EvalOptions, reporter: Reporter): Promise<Language> {
  const { language, text, model, checkpoint, runs } = options;
  const words = model ?? checkpoint ?? (text.length > 0 ? undefined : 'latest');
  const agreed = agreedLanguage([
    signOfId(language),
    words !== undefined && (model === undefined || model.startsWith('pretrained:'))
      ? await signOfModel(runs, words)
      : undefined,
    ...text.map(signOfPath),
  ]);
  if (agreed !== undefined) return agreed;
  if (words !== undefined) return languageOf(await settleLanguage(fileCorpus(options), reporter));
  const folders: string[] = [];
  for (const path of text) if ((await stat(path).catch(() => undefined))?.isDirectory()) folders.push(path);
  return mainLanguage(await countExtensions(folders), folders) ?? defaultLanguage;
}

async function signOfModel(runs: string, words: string): Promise<Sign | undefined> {
  if (isWithoutRun(words)) return signOfId(await languageOfFile(words), words);
  const { folder, run } = await findCheckpoint(runs, words);
  const { corpus } = await readRunRecord(runFolderOf(folder));
  return { language: languageOf(corpus.config), from: `the run ${run}` };
}
