import {
  type Choice,
  type ChoiceKind,
  type Family,
  KINDS,
  type LengthControlledItem,
  type MinimalPair,
  type PairCandidate,
  RandomStream,
  type Source,
  type SyntaxParser,
  type TextDocument,
} from '@longrange/code';
import { lexDocument, readSource, streamAt } from '@longrange/code/internal';
import { nextTurn } from '../statistics/next-turn.ts';
import { chooseClosers, cutIntoPieces } from './choices/closers.ts';
import { countFarther, type FartherItems, mostFrom, USUAL_MAX_DISTANCE } from './farther.ts';
import { imagesOf, pairOfImages } from './length-controlled/control.ts';
import { type StretchOptions, stretchAll } from './length-controlled/stretch.ts';
import { bracketCandidates } from './minimal-pairs/bracket-pairs.ts';
import { choosePairs, isKnown, type PairChoice } from './minimal-pairs/choose-pairs.ts';
import type { PairSizes } from './minimal-pairs/schema.ts';
import type { Material } from './probe.ts';

/** Numbers of the items that metrics 10 and 11 draw from code. */
export type ItemSizes = Pick<PairSizes, 'perBucket' | 'others' | 'lengthControlled'>;

/** Items of metrics 10 and 11, which are drawn together. */
export interface Items {
  /** Every natural closer. */
  readonly closers: readonly Choice[];
  readonly minimalPairs: readonly MinimalPair[];
  /** Mirror images are adjacent. */
  readonly lengthControlled: readonly LengthControlledItem[];
  /** Candidates that the minimal pairs were chosen from. */
  readonly candidates: readonly PairCandidate[];
  /** Number of minimal pairs and pairs of mirror images left out, since not all predictors know what is swapped. */
  readonly leftOut: number;
  /** Numbers of items beyond the usual distances, which are the last minimal pairs and length-controlled items; empty if not requested. */
  readonly farther: readonly FartherItems[];
}

const drawn = new WeakMap<Material, Promise<Items>>();

/** Returns the items of the material, which are drawn once. */
export function itemsOf(material: Material, sizes: ItemSizes = { perBucket: 0 }): Promise<Items> {
  const items = drawn.get(material) ?? drawItems(material, sizes);
  drawn.set(material, items);
  return items;
}

async function drawItems(material: Material, sizes: ItemSizes): Promise<Items> {
  const { parser, seed, documents, alphabet, choices, farther } = material;
  const { lengthControlled, ...pairSizes } = sizes;
  const { probes } = parser.language;
  // The same items are drawn whatever else is read.
  const random = new RandomStream(seed);
  const found = await readDocuments(material.drawn ?? documents, parser, random);
  const closers = await closersOf(documents, parser, streamAt(seed, 2));
  let leftOut = 0;
  const isAsked = (pair: MinimalPair): boolean => {
    const known = alphabet === undefined || isKnown(pair, alphabet);
    if (!known && choices === undefined) leftOut++;
    return known;
  };
  // Only a model with probabilities is asked about code that nobody wrote.
  const stretch = (
    sources: readonly Source[],
    items: (family: Family, options: StretchOptions) => LengthControlledItem[],
  ): LengthControlledItem[] =>
    lengthControlled === undefined || choices !== undefined
      ? []
      : (probes?.lengthControlled(sources) ?? []).flatMap((family) =>
          imagesOf(items(family, lengthControlled))
            .filter((images) => isAsked(pairOfImages(images, 'between')))
            .flat(),
        );
  const isChosen = ({ kind }: MinimalPair) => choices !== 'characters' || kind === 'closer';
  const near = {
    minimalPairs: pairsOfEachKind(found.candidates, { ...pairSizes, isAsked }, random).filter(isChosen),
    lengthControlled: stretch(found.sources, (family, options) => stretchAll(family, options, random)),
  };
  const common = { closers, candidates: found.candidates };
  if (farther === undefined) return { ...common, ...near, leftOut, farther: [] };
  const { maxDistance } = farther;
  const ownRandom = streamAt(seed, 1);
  const { candidates, sources } = await readDocuments(farther.documents, parser, ownRandom);
  const farPairs = pairsOfEachKind(
    candidates.filter(({ distance }) => distance >= USUAL_MAX_DISTANCE),
    { ...pairSizes, maxDistance, isAsked },
    ownRandom,
  );
  const farLengthControlled = stretch(sources, (family, options) =>
    stretchFarther(family, options, maxDistance, ownRandom),
  );
  const all = {
    minimalPairs: [...near.minimalPairs, ...farPairs.filter(isChosen)],
    lengthControlled: [...near.lengthControlled, ...farLengthControlled],
  };
  const pairs = imagesOf(all.lengthControlled).map(([{ between }]) => between);
  const range = { kinds: KINDS, from: USUAL_MAX_DISTANCE, maxDistance };
  return {
    ...common,
    ...all,
    leftOut,
    farther: [
      ...countFarther('natural', all.minimalPairs, range),
      ...countFarther('lengthControlled', pairs, range),
    ],
  };
}

interface ReadDocuments {
  readonly candidates: readonly PairCandidate[];
  readonly sources: readonly Source[];
}

/** Every natural closer of the documents. */
async function closersOf(
  documents: readonly TextDocument[],
  { language }: SyntaxParser,
  random: RandomStream,
): Promise<Choice[]> {
  const closers: Choice[] = [];
  for (const document of documents) {
    const lexed = lexDocument(document, language);
    for (const choice of cutIntoPieces(chooseClosers(lexed, random), lexed.lexical.lines))
      closers.push(choice);
    await nextTurn();
  }
  return closers;
}

/** Collects the candidates for minimal pairs and length-controlled items of the documents. */
async function readDocuments(
  documents: readonly TextDocument[],
  parser: SyntaxParser,
  random: RandomStream,
): Promise<ReadDocuments> {
  const { language } = parser;
  const { probes } = language;
  const sources: Source[] = [];
  const candidates: PairCandidate[] = [];
  for (const document of documents) {
    const lexed = lexDocument(document, language);
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
    choosePairs(
      candidates.filter((one) => one.kind === kind),
      { ...choice, perBucket: mostOf(kind) },
      random,
    ),
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
