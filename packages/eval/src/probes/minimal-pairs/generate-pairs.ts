import {
  DELIMITER_TYPES,
  type Language,
  type MinimalPair,
  type PairMember,
  RandomStream,
} from '@longrange/code';
import { predictAll, SharedWork } from '../../models/batches.ts';
import type { EvaluatedModel, OnShare } from '../../models/language-model.ts';
import { doublingScale, rangesOf } from '../../statistics/buckets.ts';
import { meanByRange } from '../../statistics/summaries.ts';
import { choosePairs } from './choose-pairs.ts';
import type { PairSizes, PairsGenerated } from './schema.ts';
import { distanceOf, rangesWithin, shownPair, summarizeShown } from './score-pairs.ts';

const CLOSERS = DELIMITER_TYPES.map((type) => type[1]!);

/** Options for continuing minimal pairs. */
export interface PairGenerationOptions {
  readonly language: Language;
  /** Divides the logarithms of probabilities. */
  readonly temperature: number;
  /** Maximum number of characters to write after each cut. */
  readonly length: number;
  readonly seed: number;
}

/**
 * Outcome of one member. `right`: the first closer at the bracket's level was its own; `wrongType`: it was another, possibly that
 * of a bracket further out; `abandoned`: a statement came that cannot be inside brackets; `open`: none of these yet.
 */
export interface GeneratedMember {
  readonly document: string;
  /** Distance of the minimal pair before it was cut. */
  readonly pairDistance: number;
  /** Characters from the opener to the outcome, or to the end of what was written. */
  readonly distance: number;
  readonly outcome: 'right' | 'wrongType' | 'abandoned' | 'open';
  /**
   * Least probability that both members draw their own closer there, however the two draws depend on each other: max(0, P(own) + P(the
   * other's own, in the other member, after the same characters) − 1). 0 if abandoned.
   */
  readonly share: number;
  /** Evidence of the opener there, in nats, at temperature 1; 0 if abandoned. */
  readonly evidence: number;
}

/**
 * Cuts both members of each minimal pair at the same random place between opener and closer, has them continued until the bracket's outcome
 * is decided, and scores what the other member would have done there after the same characters. A writer that has lost the opener gives
 * both the same probabilities, and those of two closers add up to at most 1: its share is 0, whatever its habits and temperature.
 * @param minimalPairs of brackets
 * @returns both members of each minimal pair, in their order
 */
export async function generatePairs(
  model: EvaluatedModel,
  minimalPairs: readonly MinimalPair[],
  { language, temperature, length, seed }: PairGenerationOptions,
  onShare: OnShare = () => undefined,
): Promise<GeneratedMember[]> {
  const random = new RandomStream(seed);
  const tasks = minimalPairs.flatMap(({ document, distance: pairDistance, members: [one, other] }) => {
    const cut = 1 + random.nextInteger(one.at - one.start);
    const task = (member: PairMember, rival: PairMember) => ({
      document,
      pairDistance,
      member,
      rival,
      prompt: member.text.slice(0, member.start + cut),
    });
    return [task(one, other), task(other, one)];
  });
  const work = new SharedWork([2, 1], onShare);
  const written = await model.complete(
    tasks.map(({ prompt }) => prompt),
    {
      length,
      temperature,
      seed,
      onShare: work.part(0),
      isDone: (index, text) => {
        const { member, prompt } = tasks[index]!;
        return eventOf(prompt + text, member.start, language).outcome !== 'open';
      },
    },
  );
  const decided = tasks.map((task, index) => {
    const { prompt, member } = task;
    const text = prompt + written[index]!.slice(0, length);
    return { ...task, text, ...eventOf(text, member.start, language) };
  });
  const closed = decided.filter(({ outcome }) => outcome === 'right' || outcome === 'wrongType');
  const readings = closed.flatMap(({ text, end, member: { start }, rival }) => [
    { text: text.slice(0, end), at: [end] },
    { text: `${text.slice(0, start)}${rival.text[start]}${text.slice(start + 1, end)}`, at: [end] },
  ]);
  const rows = await predictAll(model, readings, work.part(1));
  const places = CLOSERS.map((closer) => model.alphabet.indexOf(closer));
  const shareOf = (row: Float32Array, closer: string): number => {
    const scores = places.map((place) => (place < 0 ? Number.NEGATIVE_INFINITY : row[place]!));
    const best = Math.max(...scores);
    const weights = scores.map((score) => Math.exp((score - best) / Math.max(temperature, 1e-9)));
    return weights[CLOSERS.indexOf(closer)]! / weights.reduce((total, weight) => total + weight);
  };
  const logOddsOf = (row: Float32Array, closer: string, other: string): number =>
    row[model.alphabet.indexOf(closer)]! - row[model.alphabet.indexOf(other)]!;
  const answers = new Map(
    closed.map((task, index) => {
      const [row, rivalRow] = [rows[2 * index]!, rows[2 * index + 1]!];
      const [own, others] = [task.member.closer, task.rival.closer];
      const share = Math.max(0, shareOf(row, own) + shareOf(rivalRow, others) - 1);
      return [task, { share, evidence: logOddsOf(row, own, others) - logOddsOf(rivalRow, own, others) }];
    }),
  );
  return decided.map((task) => ({
    document: task.document,
    pairDistance: task.pairDistance,
    distance: task.end - task.member.start,
    outcome: task.outcome,
    ...(answers.get(task) ?? { share: 0, evidence: 0 }),
  }));
}

/** Finds the outcome of the bracket at offset `start`, and its place. */
function eventOf(
  text: string,
  start: number,
  language: Language,
): { readonly outcome: GeneratedMember['outcome']; readonly end: number } {
  const { delimiters } = language.analyze(text, { cut: true });
  const { event, end } = delimiters.find(({ opener }) => opener === start)!;
  if (event === 'matched') return { outcome: 'right', end };
  if (event === 'censored') return { outcome: 'open', end };
  return { outcome: event === 'unclosed' ? 'abandoned' : 'wrongType', end };
}

type WriteOnOptions = Omit<PairGenerationOptions, 'temperature'> & NonNullable<PairSizes['writing']>;

/** Metric 11, writing: continues some brackets at each temperature, the same for every writer. */
export async function writeOn(
  model: EvaluatedModel,
  pairs: readonly MinimalPair[],
  { perBucket, temperatures, ...options }: WriteOnOptions,
  onShare: OnShare = () => undefined,
): Promise<PairsGenerated[]> {
  const brackets = pairs.filter(({ kind }) => kind === 'closer');
  const chosen = choosePairs(
    brackets.map((pair) => ({ ...pair, pair: () => pair })),
    { perBucket, maxDistance: Number.POSITIVE_INFINITY },
    new RandomStream(options.seed),
  );
  const work = new SharedWork(
    temperatures.map(() => 1),
    onShare,
  );
  const written: PairsGenerated[] = [];
  for (const [index, temperature] of temperatures.entries()) {
    const generation = { ...options, temperature };
    written.push(
      summarizeWriting(await generatePairs(model, chosen, generation, work.part(index)), generation),
    );
  }
  return written;
}

/** Summarizes what the writer decided; what it left open counts only in the outcomes. */
export function summarizeWriting(
  writings: readonly GeneratedMember[],
  { temperature, length, seed }: Pick<PairGenerationOptions, 'temperature' | 'length' | 'seed'>,
): PairsGenerated {
  const decided = writings.filter(({ outcome }) => outcome !== 'open');
  return {
    temperature,
    length,
    byDistance: meanByRange(
      decided.map((generation) => ({ ...generation, value: generation.share })),
      distanceOf,
      doublingScale,
    ),
    ...rangesWithin(decided, (generation) => generation, seed),
    shown: summarizeShown(decided, (some) => rangesWithin(some, shownPair, seed)),
    outcomes: rangesOf(writings, distanceOf, doublingScale).map(({ from, to, members }) => {
      const counts = { from, to, right: 0, wrongType: 0, abandoned: 0, open: 0 };
      for (const { outcome } of members) counts[outcome]++;
      return counts;
    }),
  };
}
