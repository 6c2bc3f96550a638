import { type Choice, KINDS, type StretchedItem } from '../code/dependencies/choice.ts';
import { lexDocument, readSource } from '../code/dependencies/read-source.ts';
import type { Source } from '../code/dependencies/source.ts';
import type { Swap, SwapCandidate } from '../code/dependencies/swap.ts';
import type { SyntaxParser } from '../code/parser/syntax-parser.ts';
import type { TextDocument } from '../code/text-document.ts';
import { RandomStream } from '../statistics/random.ts';
import { chooseClosers } from './choices/closers.ts';
import { cutIntoPieces } from './choices/pieces.ts';
import { type StretchOptions, stretchAll } from './stretched/stretch.ts';
import { imagesOf, swapOf } from './stretched/swap-of-images.ts';
import { bracketCandidates } from './swap/bracket-swaps.ts';
import { chooseSwaps, isKnown } from './swap/choose-swaps.ts';
import { chooseTargets, type TargetOptions, type Targets } from './targets.ts';

/** How much the probes ask of a model; the time that they take is nearly in proportion to the characters read. */
export interface ProbeSizes {
  /** Most swaps of each kind in each doubling of the distance. */
  readonly swaps: { readonly perBucket: number };
  readonly stretched: StretchOptions;
  /** Of metrics 12 and 14. */
  readonly context: Omit<TargetOptions, 'seed'>;
  /** Of metric 13, which reads far more for each. */
  readonly perturbation: Omit<TargetOptions, 'seed'>;
}

/** What every predictor is asked, so that all are asked the same. */
export interface ProbePlan {
  /** Every natural closer. */
  readonly closers: readonly Choice[];
  readonly swaps: readonly Swap[];
  /** Mirror images follow each other. */
  readonly stretched: readonly StretchedItem[];
  /** Swaps and pairs of mirror images that were left out, since not all predictors know what is swapped. */
  readonly leftOut: number;
  readonly context: Targets;
  readonly perturbation: Targets;
  readonly seed: number;
}

/** How much the probes are to ask. */
export interface PlanOptions extends ProbeSizes {
  readonly parser: SyntaxParser;
  readonly seed: number;
  /** The characters that all predictors know; every one if not given. */
  readonly alphabet?: ReadonlySet<string>;
}

/**
 * Chooses what metrics 10 to 14 ask, from sound code that no predictor was trained on.
 * @throws LongrangeError `PROBE_TEXT_SHORT` where no document has 32 characters
 */
export async function planProbes(
  documents: readonly TextDocument[],
  { parser, seed, alphabet, swaps, stretched, context, perturbation }: PlanOptions,
): Promise<ProbePlan> {
  const { language } = parser;
  const { probes } = language;
  const random = new RandomStream(seed);
  const sources: Source[] = [];
  const closers: Choice[] = [];
  const candidates: SwapCandidate[] = [];
  for (const document of documents) {
    const lexed = lexDocument(document, language);
    for (const choice of cutIntoPieces(chooseClosers(lexed, random), lexed.lexical.lines))
      closers.push(choice);
    for (const candidate of bracketCandidates(lexed, parser, random)) candidates.push(candidate);
    if (probes !== undefined) {
      const source = readSource(lexed, parser, probes);
      sources.push(source);
      for (const candidate of probes.swappable(source, random)) candidates.push(candidate);
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
  let leftOut = 0;
  const isAsked = (swap: Swap): boolean => {
    const known = alphabet === undefined || isKnown(swap, alphabet);
    if (!known) leftOut++;
    return known;
  };
  const chosen = {
    closers,
    swaps: KINDS.flatMap((kind) =>
      chooseSwaps(
        candidates.filter((candidate) => candidate.kind === kind),
        swaps.perBucket,
        random,
        isAsked,
      ),
    ),
    stretched: (probes?.stretchable(sources) ?? []).flatMap((family) =>
      imagesOf(stretchAll(family, stretched, random))
        .filter((images) => isAsked(swapOf(images, 'between')))
        .flat(),
    ),
    context: chooseTargets(documents, { ...context, seed }),
    perturbation: chooseTargets(documents, { ...perturbation, seed }),
    seed,
  };
  return { ...chosen, leftOut };
}
