import { describeValue, LongrangeError } from '@longrange/errors';

export const splitNames = ['train', 'validation', 'test', 'projects'] as const;
/** `train`, `validation`, `test`; or `projects`: whole projects held out by a named set, else empty. */
export type SplitName = (typeof splitNames)[number];

/**
 * By document (the default): each document belongs to the split that a hash of its path says, with `groups: 'near'` (the default) all that share text with it too,
 * by the hash of the first of their paths.
 * Contiguous: the documents in the order of their paths, cut once; the test text *is* the validation text.
 */
export type SplitOptions =
  | {
      readonly kind?: 'document';
      readonly validation?: number;
      readonly test?: number;
      readonly seed?: number;
      readonly groups?: 'near' | 'none';
    }
  | { readonly kind: 'contiguous'; readonly validation?: number };

/** A `SplitOptions` with its defaults filled in. Shares are from 0 to 1. */
export type ResolvedSplit =
  | {
      readonly kind: 'document';
      readonly validation: number;
      readonly test: number;
      readonly seed: number;
      readonly groups: 'near' | 'none';
    }
  | { readonly kind: 'contiguous'; readonly validation: number };

const DEFAULT_SHARE = 0.1;
/** Smallest seed that gives both held-out splits of the standard library a tenth, with at most 2 % of the test split copied. */
const DEFAULT_SEED = 17;

/** @throws CORPUS_SPLIT where the shares leave nothing to train on */
export function resolveSplit(options: SplitOptions = {}): ResolvedSplit {
  const validation = checkShare('validation', options.validation ?? DEFAULT_SHARE);
  if (options.kind === 'contiguous') return { kind: 'contiguous', validation };
  const test = checkShare('test', options.test ?? DEFAULT_SHARE);
  checkShare('validation + test', validation + test);
  return {
    kind: 'document',
    validation,
    test,
    seed: options.seed ?? DEFAULT_SEED,
    groups: options.groups ?? 'near',
  };
}

function checkShare(name: string, share: number): number {
  if (share >= 0 && share < 1) return share;
  throw new LongrangeError({
    code: 'CORPUS_SPLIT',
    message: `Expected the share \`${name}\` to be at least 0 and less than 1, got ${describeValue(share)}.`,
    hint: '0.1 is the default.',
    exitCode: 2,
  });
}
