import {
  type Choice,
  type ChoiceKind,
  type Family,
  KINDS,
  type LengthControlledItem,
  type LexedDocument,
  type MinimalPair,
  type PairCandidate,
  RandomStream,
  type Source,
  type SyntaxParser,
  type TextDocument,
} from '@longrange/code';
import { lexDocument, readSource, streamAt } from '@longrange/code/internal';
import { doublingScale, rangesOf } from '../statistics/buckets.ts';
import { nextTurn } from '../statistics/next-turn.ts';
import { chooseClosers, cutIntoPieces } from './choices/closers.ts';
import { countFarther, type Farther, type FartherItems, mostFrom, USUAL_MAX_DISTANCE } from './farther.ts';
import { imagesOf, pairOfImages } from './length-controlled/control.ts';
import { type StretchOptions, stretchAll } from './length-controlled/stretch.ts';
import { bracketCandidates } from './minimal-pairs/bracket-pairs.ts';
import { chooseFactorPairs, type FactorPairs } from './minimal-pairs/choose-factor-pairs.ts';
import { choosePairs, isKnown, type PairChoice } from './minimal-pairs/choose-pairs.ts';
import { chooseTargets, type TargetOptions, type Targets } from './targets.ts';

/** Numbers of items in the probes; the time they take is nearly proportional to the characters read. */
export interface ProbeSizes {
  /** Most minimal pairs per doubling of the distance: of brackets and, by default as many, of other kinds; fewer from 4,096 on. */
  readonly minimalPairs: {
    readonly perBucket: number;
    readonly others?: number;
    /** Most of each sort per doubling, for the factors; a third of `perBucket` by default. */
    readonly factors?: number;
  };
  readonly lengthControlled: StretchOptions;
  /** Targets of metrics 12 and 14. */
  readonly context: Omit<TargetOptions, 'seed'>;
  /** Targets of metric 13, which reads far more for each; with no runs it is not measured. */
  readonly perturbation: Omit<TargetOptions, 'seed'>;
}

/** Items that every predictor is scored on, the same for all. */
export interface ProbePlan {
  /** Every natural closer. */
  readonly closers: readonly Choice[];
  readonly minimalPairs: readonly MinimalPair[];
  /** Null if the effect of what lies between brackets is not measured. */
  readonly factors: FactorPairs | null;
  /** Mirror images are adjacent. */
  readonly lengthControlled: readonly LengthControlledItem[];
  /** Number of minimal pairs and pairs of mirror images left out, since not all predictors know what is swapped. */
  readonly leftOut: number;
  /** Numbers of items beyond the usual distances, which are the last minimal pairs and length-controlled items; null if not requested. */
  readonly farther: readonly FartherItems[] | null;
  readonly context: Targets;
  readonly perturbation: Targets;
  readonly seed: number;
}

/** Options of a plan. */
export interface PlanOptions extends ProbeSizes {
  readonly parser: SyntaxParser;
  readonly seed: number;
  /** Documents from which minimal pairs and length-controlled items are drawn; by default the probed documents. */
  readonly drawn?: readonly TextDocument[] | undefined;
  /** Characters that all predictors know; every character by default. */
  readonly alphabet?: ReadonlySet<string>;
  /** Distances beyond the usual ones; nearer items are the same with and without them. */
  readonly farther?: Farther | undefined;
}

/**
 * Chooses the items of metrics 10 to 14 from sound code that no predictor was trained on.
 * @throws LongrangeError `PROBE_TEXT_SHORT` if no document has 32 characters
 */
export async function planProbes(
  documents: readonly TextDocument[],
  {
    parser,
    seed,
    drawn,
    alphabet,
    minimalPairs,
    lengthControlled,
    context,
    perturbation,
    farther,
  }: PlanOptions,
): Promise<ProbePlan> {
  const { probes } = parser.language;
  // The same items are drawn whatever else is read.
  const random = new RandomStream(seed);
  const found = await readWithClosers(drawn ?? documents, parser, random);
  const { closers } =
    drawn === undefined ? found : await readWithClosers(documents, parser, streamAt(seed, 2));
  let leftOut = 0;
  const isAsked = (pair: MinimalPair): boolean => {
    const known = alphabet === undefined || isKnown(pair, alphabet);
    if (!known) leftOut++;
    return known;
  };
  const areAsked = (items: readonly LengthControlledItem[]): LengthControlledItem[] =>
    imagesOf(items)
      .filter((images) => isAsked(pairOfImages(images, 'between')))
      .flat();
  const familiesOf = (sources: readonly Source[]) => probes?.lengthControlled(sources) ?? [];
  const near = {
    minimalPairs: pairsOfEachKind(found.candidates, { ...minimalPairs, isAsked }, random),
    lengthControlled: familiesOf(found.sources).flatMap((family) =>
      areAsked(stretchAll(family, lengthControlled, random)),
    ),
  };
  const { perBucket, factors: most = Math.floor(perBucket / 3) } = minimalPairs;
  const choice = { most, language: parser.language, alphabet };
  const chosen = {
    closers,
    factors:
      most === 0 ? null : chooseFactorPairs(found.candidates, near.minimalPairs, choice, streamAt(seed, 3)),
    context: chooseTargets(documents, { ...context, seed }),
    perturbation: chooseTargets(documents, { ...perturbation, seed }),
    seed,
  };
  if (farther === undefined) return { ...chosen, ...near, leftOut, farther: null };
  const { maxDistance } = farther;
  const ownRandom = streamAt(seed, 1);
  const { candidates, sources } = await readDocuments(farther.documents, parser, ownRandom);
  const farPairs = pairsOfEachKind(
    candidates.filter(({ distance }) => distance >= USUAL_MAX_DISTANCE),
    { ...minimalPairs, maxDistance, isAsked },
    ownRandom,
  );
  const farLengthControlled = familiesOf(sources).flatMap((family) =>
    areAsked(stretchFarther(family, lengthControlled, maxDistance, ownRandom)),
  );
  const all = {
    minimalPairs: [...near.minimalPairs, ...farPairs],
    lengthControlled: [...near.lengthControlled, ...farLengthControlled],
  };
  const pairs = imagesOf(all.lengthControlled).map(([{ between }]) => between);
  return {
    ...chosen,
    ...all,
    leftOut,
    farther: [
      ...countKinds('natural', all.minimalPairs, maxDistance),
      ...countKinds('lengthControlled', pairs, maxDistance),
    ],
  };
}

/** Counts the items of each kind that has any. */
function countKinds(
  set: FartherItems['set'],
  items: readonly Pick<MinimalPair, 'kind' | 'document' | 'distance'>[],
  maxDistance: number,
): FartherItems[] {
  return KINDS.flatMap((kind) => {
    const own = ofKind(items, kind);
    if (own.length === 0) return [];
    return [countFarther({ set, kind }, own, { from: USUAL_MAX_DISTANCE, maxDistance })];
  });
}

interface ReadDocuments {
  readonly candidates: readonly PairCandidate[];
  readonly sources: readonly Source[];
}

/** Collects the candidates for minimal pairs and length-controlled items, and every closer, of the documents. */
async function readWithClosers(
  documents: readonly TextDocument[],
  parser: SyntaxParser,
  random: RandomStream,
): Promise<ReadDocuments & { readonly closers: readonly Choice[] }> {
  const closers: Choice[] = [];
  const read = await readDocuments(documents, parser, random, (lexed) => {
    for (const choice of cutIntoPieces(chooseClosers(lexed, random), lexed.lexical.lines))
      closers.push(choice);
  });
  return { closers, ...read };
}

async function readDocuments(
  documents: readonly TextDocument[],
  parser: SyntaxParser,
  random: RandomStream,
  onLexed: (document: LexedDocument) => void = () => undefined,
): Promise<ReadDocuments> {
  const { language } = parser;
  const { probes } = language;
  const sources: Source[] = [];
  const candidates: PairCandidate[] = [];
  for (const document of documents) {
    const lexed = lexDocument(document, language);
    onLexed(lexed);
    for (const candidate of bracketCandidates(lexed, parser, random)) candidates.push(candidate);
    if (probes !== undefined) {
      const source = readSource(lexed, parser, probes);
      sources.push(source);
      for (const candidate of probes.pairCandidates(source, random)) candidates.push(candidate);
    }
    await nextTurn();
  }
  return { candidates, sources };
}

function pairsOfEachKind(
  candidates: readonly PairCandidate[],
  { others, ...choice }: PairChoice & { readonly others?: number | undefined },
  random: RandomStream,
): MinimalPair[] {
  const mostOf = (kind: ChoiceKind): number =>
    kind === 'closer' ? choice.perBucket : (others ?? choice.perBucket);
  return KINDS.flatMap((kind) =>
    choosePairs(ofKind(candidates, kind), { ...choice, perBucket: mostOf(kind) }, random),
  );
}

/** Lengthens code to the doublings beyond the usual ones. */
function stretchFarther(
  family: Family,
  { perBucket, maxDistance: usual }: StretchOptions,
  maxDistance: number,
  random: RandomStream,
): LengthControlledItem[] {
  const items: LengthControlledItem[] = [];
  for (let from = family.nearest; 2 * from <= maxDistance; from *= 2) {
    if (from <= usual) continue;
    const most = mostFrom(from, perBucket);
    items.push(...stretchAll(family, { perBucket: most, maxDistance: from }, random, from));
  }
  return items;
}

function ofKind<T extends { readonly kind: ChoiceKind }>(all: readonly T[], kind: ChoiceKind): T[] {
  return all.filter((one) => one.kind === kind);
}

/** Limits on the minimal pairs of a plan. */
export interface Thinning {
  /** Most in each doubling of the distance. */
  readonly perBucket: number;
  /** Distance from which on pairs are left out. */
  readonly maxDistance: number;
}

/** Returns the plan that would have been made with these limits; brackets must be its only minimal pairs. */
export function thinPlan(plan: ProbePlan, { perBucket, maxDistance }: Thinning): ProbePlan {
  const near = plan.minimalPairs.filter(({ distance }) => distance < maxDistance);
  const byDistance = rangesOf(near, ({ distance }) => distance, doublingScale);
  return { ...plan, minimalPairs: byDistance.flatMap(({ members }) => members.slice(0, perBucket)) };
}
