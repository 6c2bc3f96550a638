import type { DocumentScores } from '@longrange/eval/comparison';
import type { ModelSource } from '../model/model-source.ts';
import type { RunRecord } from '../run/run-record.ts';

/** One side of a comparison, or one of several seeds of a side. */
export type Candidate = Network | Other;

/** A candidate that is measured now. */
export type Model = Exclude<Candidate, { readonly kind: 'stored' | 'text' }>;

interface Named {
  readonly name: string;
  /** Unique among the candidates. */
  readonly path: string;
}

/** A network: a run, or a file. */
export interface Network extends ModelSource {
  readonly kind: 'network';
  /** Null for a file. */
  readonly record: RunRecord | null;
}

/** The n-gram of the training text, a token model, a text that somebody has written, or scores of an earlier evaluation. */
export type Other = Named & { readonly training: null; readonly record: null } & (
    | { readonly kind: 'ngram' }
    | { readonly kind: 'gguf'; readonly file: string }
    | { readonly kind: 'text'; readonly file: string }
    | { readonly kind: 'endpoint'; readonly words: string }
    | { readonly kind: 'stored'; readonly scores: DocumentScores }
  );

/** True for several checkpoints of one run. */
export function isTrajectory(candidates: readonly Candidate[]): boolean {
  return new Set(candidates.map(originOf)).size === 1;
}

/** Folder of the run, or path of the file. */
export function originOf({ path, training }: Candidate): string {
  return training?.runFolder ?? path;
}
