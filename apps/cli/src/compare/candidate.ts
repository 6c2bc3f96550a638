import { isDeepStrictEqual } from 'node:util';
import type { DocumentScores } from '@longrange/eval/comparison';
import { type ModelSource, trainedOf } from '../model/model-source.ts';
import type { RunRecord } from '../run/run-record.ts';

/** One side of a comparison, or one of several seeds of a side. */
export type Candidate = Network | Other;

/** Candidate that is a model to measure now. */
export type Model = Exclude<Candidate, { readonly kind: 'stored' | 'text' }>;

/** Network of a run or of a file. */
interface Network extends ModelSource {
  readonly kind: 'network';
  /** Null for a file. */
  readonly record: RunRecord | null;
}

/** N-gram of the training text, model of another program, text from a file, or scores of an earlier evaluation. */
export type Other = {
  readonly name: string;
  /** Unique among the candidates; for a model of another program, the word that names it. */
  readonly path: string;
  readonly training: null;
  readonly record: null;
} & (
  | { readonly kind: 'ngram' | 'gguf' | 'endpoint' | 'program' }
  | { readonly kind: 'text'; readonly file: string }
  | { readonly kind: 'stored'; readonly scores: DocumentScores }
);

/** True for several checkpoints of one run. */
export function isTrajectory(candidates: readonly Candidate[]): boolean {
  return new Set(candidates.map(originOf)).size === 1;
}

/** Folder of the run, or path of the file. */
function originOf({ path, training }: Candidate): string {
  return training?.runFolder ?? path;
}

/** Candidates that count as one model, and its label. */
export interface Group {
  readonly label: string;
  readonly candidates: readonly Candidate[];
}

/**
 * Groups runs that differ only in their seed, each with one checkpoint, whether they are measured now or were measured earlier; everything
 * else is a group of its own.
 * @param named names of the groups that were requested, by the paths of their members
 * @param isApart true to count only the members of `named` as one
 */
export function groupSeeds(
  candidates: readonly Candidate[],
  named: ReadonlyMap<string, string> = new Map(),
  isApart = false,
): Group[] {
  const isAlone = (candidate: Candidate): boolean =>
    candidates.filter((one) => originOf(one) === originOf(candidate)).length === 1;
  const groups: Candidate[][] = [];
  for (const candidate of candidates) {
    const name = named.get(candidate.path);
    const isOf = (one: Candidate): boolean =>
      name === undefined && !named.has(one.path)
        ? one === candidate ||
          (!isApart && isAlone(one) && isAlone(candidate) && differInSeed(one, candidate))
        : name === named.get(one.path);
    const group = groups.find((members) => members.every(isOf));
    if (group === undefined) groups.push([candidate]);
    else group.push(candidate);
  }
  return groups.map((members) => ({
    label: named.get(members[0]!.path) ?? labelOf(members, isAlone),
    candidates: members,
  }));
}

/** False for a file, whose origin is unknown. */
function differInSeed(one: Candidate, other: Candidate): boolean {
  const [a, b] = [recipeOf(one), recipeOf(other)];
  return a !== null && b !== null && a.seed !== b.seed && isDeepStrictEqual(a.settings, b.settings);
}

/** Settings and seed of a training run; null if unknown. The preset's name is left out: the settings say it all. */
function recipeOf(candidate: Candidate) {
  const trained = candidate.kind === 'stored' ? candidate.scores.trained : trainedOf(candidate);
  if (trained === undefined) return null;
  const { preset, 'training.seed': seed, ...settings } = trained.settings;
  return { seed, settings };
}

function labelOf(members: readonly Candidate[], isAlone: (candidate: Candidate) => boolean): string {
  const [first, ...others] = members;
  const { name, training } = first!;
  if (others.length > 0) return `${name} (${members.length} seeds)`;
  return isAlone(first!) ? name : `${name}@${training!.step}`;
}
