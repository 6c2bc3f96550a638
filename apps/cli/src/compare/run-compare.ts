import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createParser } from '@longrange/code';
import type { ExitCode } from '@longrange/errors';
import {
  buildComparison,
  type Comparison,
  compareContenders,
  measuresLeftOut,
} from '@longrange/eval/internal';
import { describe, type Report, renderHtml, renderMarkdown } from '@longrange/report';
import { writeNewFolder } from '@longrange/trainer/internal';
import type { CommandContext } from '../cli/command.ts';
import { chooseEngine } from '../engine/choose-engine.ts';
import { reportedStages } from '../eval/reported-stages.ts';
import { openedNetwork } from '../evaluated/network.ts';
import { openEvaluated } from '../evaluated/open.ts';
import { formatJson } from '../files/json.ts';
import { tryFolder } from '../files/try-folder.ts';
import { trainedOf } from '../model/model-source.ts';
import type { CompareOptions } from '../options/compare-options.ts';
import { readMargin } from '../options/margin.ts';
import { printSummary, showPage } from '../report/write-report.ts';
import { versions } from '../run/versions.ts';
import { formatCount, formatTimestamp, plural } from '../terminal/format.ts';
import { createReporter, type Reporter } from '../terminal/reporter.ts';
import { type Group, groupSeeds, isTrajectory } from './candidate.ts';
import type { OpenCandidate, ScoringContext } from './comparison-set.ts';
import { comparedLanguage, findCandidates } from './find-candidates.ts';
import { beforehand, gatedSides, gateOf, tellGate } from './gate.ts';
import { alikeSampled, type ScoredCandidate, scoreCandidates } from './score-candidates.ts';

/** `longrange compare` */
export async function runCompare(
  options: CompareOptions,
  { commandLine }: CommandContext,
): Promise<ExitCode | 0> {
  const { format, open, seed, gate: margin } = options;
  const reporter = createReporter(format === 'json' ? process.stderr : process.stdout);
  if (options.json !== undefined) await tryFolder(dirname(options.json));
  const compared = await compareModels(options, { commandLine, reporter });
  const { comparison, scored, startedAt, contenders } = compared;
  const answer = margin === undefined ? undefined : gateOf(contenders, comparison, readMargin(margin), seed);
  const wanted = join(comparisonsOf(options), `comparison-${formatTimestamp(startedAt)}`);
  const report = describe(comparison);
  const folder = await writeComparison(wanted, { comparison, report, scored });
  const page = join(folder, 'comparison.html');
  if (answer === undefined) {
    await printSummary(report, page, open, reporter);
    return 0;
  }
  await showPage('report', page, open, reporter);
  return tellGate(answer, options, reporter);
}

function comparisonsOf({ output, runs }: CompareOptions): string {
  return output ?? join(runs, 'comparisons');
}

/** Opens models for a comparison, and starts the engine with the first network. */
function candidateOpener(options: CompareOptions, reporter: Reporter): OpenCandidate {
  let hasEngine = false;
  return async (candidate) => {
    if (candidate.kind !== 'network') return openEvaluated(candidate.path, options, reporter);
    if (!hasEngine) await chooseEngine(options, reporter);
    hasEngine = true;
    return openedNetwork(candidate, candidate.load(), { runs: options.runs, seed: options.seed });
  };
}

interface ComparisonContext extends CommandContext {
  readonly reporter: Reporter;
  /** Label of a model in place of the name of its run. */
  readonly labelOf?: (group: Group) => string;
}

/** Measures the models that the options name on the same texts, and tests the differences. Runs that differ only in their seed count as one model. */
export async function compareModels(
  given: CompareOptions,
  { commandLine, reporter, labelOf = ({ label }) => label }: ComparisonContext,
) {
  const startedAt = new Date();
  const { candidates, named } = await findCandidates(given);
  const comparisons = comparisonsOf(given);
  await tryFolder(comparisons);
  const isGate = given.gate !== undefined;
  const kind = !isGate && isTrajectory(candidates) ? 'checkpoints' : 'models';
  const found = groupSeeds(candidates, named, isGate && candidates.length === 2);
  const groups = (isGate ? gatedSides(found) : found).map((group) => ({ ...group, label: labelOf(group) }));
  for (const { label, candidates: members } of groups.filter((group) => group.candidates.length > 1)) {
    const steps = members
      .flatMap((one) => (one.kind === 'stored' ? one.scores.model.step : one.training?.step) ?? [])
      .sort((a, b) => a - b);
    const at =
      steps[0] === steps.at(-1)
        ? ''
        : `, at steps ${formatCount(steps[0]!)} to ${formatCount(steps.at(-1)!)}`;
    const which = named.has(members[0]!.path)
      ? members.map(({ name }) => name).join(', ')
      : `${plural(members.length, 'run')} that differ only in their seed${at}; \`--group\` names them`;
    reporter.fact('seeds', `${label}: ${which}`);
  }
  const language = await comparedLanguage(candidates, given, reporter);
  const options = { ...given, language: language.id };
  const parser = await createParser(language);
  const context: ScoringContext = {
    options,
    parser,
    reporter,
    openCandidate: candidateOpener(options, reporter),
    seed: options.seed,
    split: options.heldOut,
    stage: reportedStages(reporter),
    onFact: reporter.fact,
    onPairs: (pairs) => {
      if (given.gate !== undefined) reporter.fact('beforehand', beforehand(pairs, groups, given.gate));
    },
  };
  const scored = await scoreCandidates(candidates, comparisons, context);
  parser.dispose();
  const sides = groups.map((group) => ({
    label: group.label,
    runs: group.candidates.map((candidate) => scored.find((one) => one.candidate === candidate)!),
  }));
  const comparable = alikeSampled(scored.map(({ scores }) => scores));
  const contenders = sides.map(({ label, runs }) => ({
    label,
    runs: runs.map((run) => comparable[scored.indexOf(run)]!),
  }));
  const measures = await context.stage(
    'comparing',
    (onProgress) => compareContenders(contenders, { seed: options.seed, kind, onProgress }),
    (compared) => plural(compared.flatMap(({ differences }) => differences).length, 'difference'),
  );
  const leftOut = measuresLeftOut(contenders);
  const { corpusSha256, heldOut, sampling } = comparable[0]!;
  const comparison = buildComparison({
    createdAt: startedAt,
    versions: versions(),
    provenance: { command: commandLine, seed: options.seed, corpusSha256, heldOut, sampling },
    kind,
    contenders: sides.map(({ label, runs }) => ({ label, runs: runs.map(runRecord) })),
    measures,
    ...(leftOut.length > 0 && { leftOut }),
  });
  return { comparison, scored, startedAt, contenders };
}

function runRecord({
  candidate,
  scores: { model, trainingSeed, ranges, trained = trainedOf(candidate) },
  reusedFrom,
}: ScoredCandidate): Comparison['contenders'][number]['runs'][number] {
  return {
    ...model,
    trainingSeed,
    ...(ranges !== undefined && { ranges }),
    ...(trained !== undefined && { trained }),
    reusedFrom,
  };
}

interface WrittenComparison {
  readonly comparison: Comparison;
  readonly report: Report;
  readonly scored: readonly ScoredCandidate[];
}

/**
 * Writes `comparison.json`, `comparison.html`, `comparison.md` and, under `documents/`, the scores that were measured for it.
 *
 * @returns the folder, under another name if this one is taken
 * @throws LongrangeError `WRITE_FAILED`; nothing half-written is left behind
 */
async function writeComparison(
  folder: string,
  { comparison, report, scored }: WrittenComparison,
): Promise<string> {
  const html = await renderHtml(report);
  return writeNewFolder(folder, async (temporary) => {
    await mkdir(join(temporary, 'documents'));
    await writeFile(join(temporary, 'comparison.json'), formatJson(comparison));
    await writeFile(join(temporary, 'comparison.html'), html);
    await writeFile(join(temporary, 'comparison.md'), renderMarkdown(report));
    for (const [index, { candidate, scores, reusedFrom }] of scored.entries()) {
      // Texts need no record of scores, since measuring them again is cheap.
      if (reusedFrom !== null || candidate.kind === 'text') continue;
      const { run, step } = scores.model;
      const suffix = step === undefined ? '' : `-step-${String(step).padStart(6, '0')}`;
      const name = `${index}-${run.replace(/[^\w.-]+/g, '-')}${suffix}.json`;
      await writeFile(join(temporary, 'documents', name), `${JSON.stringify(scores)}\n`);
    }
  });
}
