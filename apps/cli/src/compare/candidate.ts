import type { DocumentScores } from '@longrange/eval/comparison';
import type { ModelSource } from '../model/model-source.ts';
import type { RunRecord } from '../run/run-record.ts';

/** One side, or one of several seeds of a side: a model of ours, or what else can be read or writes. */
export type Candidate = Network | Other;

/** What is measured now. */
export type Model = Exclude<Candidate, { readonly kind: 'stored' | 'text' }>;

interface Named {
  readonly name: string;
  /** By which it is told from others. */
  readonly path: string;
}

/** A run of ours, or a file. */
export interface Network extends ModelSource {
  readonly kind: 'network';
  /** Null for a file. */
  readonly record: RunRecord | null;
}

/** The n-gram of the training text, models that others have made, a text that somebody has written, or scores of an earlier evaluation. */
export type Other = Named & { readonly training: null; readonly record: null } & (
    | { readonly kind: 'ngram' }
    | { readonly kind: 'gguf'; readonly file: string }
    | { readonly kind: 'text'; readonly file: string }
    | { readonly kind: 'endpoint'; readonly words: string }
    | { readonly kind: 'stored'; readonly scores: DocumentScores }
  );

/** Several checkpoints of one run: how did it come to this? */
export function isTrajectory(candidates: readonly Candidate[]): boolean {
  return new Set(candidates.map(originOf)).size === 1;
}

/** The folder of the run, or the file. */
export function originOf({ path, training }: Candidate): string {
  return training?.runFolder ?? path;
}
