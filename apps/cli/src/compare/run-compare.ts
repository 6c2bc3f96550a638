import { join } from 'node:path';
import type { ExitCode } from '@longrange/errors';
import {
  buildComparison,
  type Comparison,
  type Contender,
  compareContenders,
  measuresLeftOut,
} from '@longrange/eval/comparison';
import { renderComparisonTerminal } from '@longrange/report';
import type { CommandContext } from '../cli/command.ts';
import { stage } from '../eval/stages.ts';
import { tryFolder } from '../files/try-folder.ts';
import type { CompareOptions } from '../options/compare-options.ts';
import { showReport } from '../report/show-report.ts';
import { printing } from '../report/write-report.ts';
import { versions } from '../run/versions.ts';
import { formatTimestamp, plural } from '../terminal/format.ts';
import { createReporter, type Reporter } from '../terminal/reporter.ts';
import { isTrajectory } from './candidate.ts';
import { findCandidates } from './find-candidates.ts';
import { type Group, groupSeeds } from './group-seeds.ts';
import { type ScoredCandidate, scoreCandidates } from './score-candidates.ts';
import { trainedOf } from './trained.ts';
import { writeComparison } from './write-comparison.ts';

/** `longrange compare` */
export async function runCompare(
  options: CompareOptions,
  { commandLine }: CommandContext,
): Promise<ExitCode | 0> {
  const reporter = createReporter(process.stdout);
  const startedAt = new Date();
  const { comparison, scored } = await compareModels(options, { commandLine, reporter, startedAt });
  const wanted = join(comparisonsOf(options), `comparison-${formatTimestamp(startedAt)}`);
  const folder = await writeComparison(wanted, comparison, scored);
  reporter.line();
  reporter.styled(renderComparisonTerminal(comparison, printing(reporter)).trimEnd());
  reporter.line();
  await showReport(join(folder, 'comparison.html'), options.open, reporter);
  return 0;
}

function comparisonsOf({ output, runs }: CompareOptions): string {
  return output ?? join(runs, 'comparisons');
}

export interface ComparisonContext extends CommandContext {
  readonly reporter: Reporter;
  readonly startedAt: Date;
  /** What a model is called, where that is not the name of its run. */
  readonly labelOf?: (group: Group) => string;
}

/** Measures the models that the options name, on the same ground, and tests the differences; runs that differ only in their seed count as one model. */
export async function compareModels(
  options: CompareOptions,
  { commandLine, reporter, startedAt, labelOf = ({ label }) => label }: ComparisonContext,
): Promise<{ readonly comparison: Comparison; readonly scored: readonly ScoredCandidate[] }> {
  const candidates = await findCandidates(options, options.models);
  const comparisons = comparisonsOf(options);
  await tryFolder(comparisons);
  const groups = groupSeeds(candidates).map((group) => ({ ...group, label: labelOf(group) }));
  for (const { label, candidates: members } of groups.filter((group) => group.candidates.length > 1)) {
    reporter.fact('seeds', `${label}: ${plural(members.length, 'run')} that differ in the seed only`);
  }
  const scored = await scoreCandidates(candidates, [comparisons], options, reporter);
  const kind = isTrajectory(candidates) ? 'checkpoints' : 'models';
  const sides = groups.map((group) => ({ group, runs: runsOf(group, scored) }));
  const contenders = sides.map(
    ({ group: { label }, runs }): Contender => ({
      label,
      runs: runs.map(({ scores }) => scores),
    }),
  );
  const measures = await stage(
    reporter,
    'comparing',
    (onProgress) => compareContenders(contenders, { seed: options.seed, kind, onProgress }),
    (compared) =>
      plural(
        compared.reduce((sum, { differences }) => sum + differences.length, 0),
        'difference',
      ),
  );
  const leftOut = measuresLeftOut(contenders);
  const { corpusSha256, heldOut, sampling } = scored[0]!.scores;
  const comparison = buildComparison({
    createdAt: startedAt,
    versions: versions(),
    provenance: { command: commandLine, seed: options.seed, corpusSha256, heldOut, sampling },
    kind,
    contenders: sides.map(({ group: { label }, runs }) => ({ label, runs: runs.map(runRecord) })),
    measures,
    ...(leftOut.length > 0 && { leftOut }),
  });
  return { comparison, scored };
}

function runsOf({ candidates }: Group, scored: readonly ScoredCandidate[]): ScoredCandidate[] {
  return candidates.map((candidate) => scored.find((one) => one.candidate === candidate)!);
}

function runRecord({
  candidate,
  scores: { model, trainingSeed, ranges },
  reusedFrom,
}: ScoredCandidate): Comparison['contenders'][number]['runs'][number] {
  const trained = trainedOf(candidate);
  return {
    ...{ ...model, trainingSeed },
    ...(ranges !== undefined && { ranges }),
    ...(trained !== undefined && { trained }),
    reusedFrom,
  };
}
