import type { ExitCode } from '@longrange/errors';
import { type Comparison, type Contender, foresee, type Gate, gate } from '@longrange/eval/internal';
import { writeFileAtomically } from '@longrange/trainer/internal';
import { wrongUsage } from '../cli/wrong-usage.ts';
import { safeJson } from '../eval/places.ts';
import type { CompareOptions } from '../options/compare-options.ts';
import { readMargin } from '../options/margin.ts';
import { formatCount, plural } from '../terminal/format.ts';
import type { Reporter } from '../terminal/reporter.ts';
import type { Group } from './candidate.ts';

const exitCodes = { 'not shorter': 0, shorter: 1, 'not decided': 3 } as const;

const rangeWords = {
  'half-life': 'evidence halves within',
  'range-shows': 'an opener shows for',
  'range-decides': 'an opener decides for',
} as const;

/** Answer of a gate, with the names of both models. */
interface Answer {
  readonly labels: readonly [string, string];
  readonly found: Gate;
}

/** Returns the sides of a gate, BEFORE and AFTER; a single model is compared with itself. @throws LongrangeError `USAGE` (exit code 2) */
export function gatedSides(groups: readonly Group[]): readonly Group[] {
  const text = groups.flatMap(({ candidates }) => candidates).find(({ kind }) => kind === 'text');
  const [first] = groups;
  if (text === undefined && groups.length === 2) return groups;
  if (text === undefined && groups.length === 1 && first!.candidates.length === 1) return [first!, first!];
  throw wrongUsage({
    code: 'USAGE',
    message: `Expected two models with \`--gate\`, BEFORE and AFTER, got ${text?.path ?? groups.map(({ label }) => label).join(', ')}.`,
    hint: 'longrange compare BEFORE AFTER --gate 10%, or --group before=RUN,RUN --group after=RUN,RUN for several seeds.',
  });
}

/** Words for the precision that so many minimal pairs give between unlike models. */
export function beforehand(pairs: number, groups: readonly Group[], given: string): string[] {
  const margin = readMargin(given);
  const seeds = groups.map(({ candidates }) => candidates.length);
  const { factor, wouldDecide } = foresee({ pairs, seeds }, margin);
  const known = Number.isFinite(factor) ? `to a factor of ${factor.toFixed(2)}` : 'hardly at all';
  return [
    `${plural(pairs, 'pair')} give the ratio of two unlike memories ${known}, near copies more exactly`,
    `for an unchanged one to pass at ${given}, unlike models need about ${needed(wouldDecide) ?? 'as many'}`,
  ];
}

/** @throws LongrangeError as `gate` */
export function gateOf(
  [before, after]: readonly Contender[],
  { measures }: Comparison,
  margin: number,
  seed: number,
): Answer {
  return {
    labels: [before!.label, after!.label],
    found: gate(before!, after!, measures, { margin, seed }),
  };
}

/** Prints or writes the answer, and returns its exit code. */
export async function tellGate(
  answer: Answer,
  { format, json }: Pick<CompareOptions, 'format' | 'json'>,
  reporter: Reporter,
): Promise<ExitCode | 0> {
  const { labels, found } = answer;
  const exitCode = exitCodes[found.verdict];
  const line = sentence(answer);
  const { verdict, ...rest } = found;
  const [before, after] = labels;
  const text = safeJson({
    format: 'longrange-gate',
    formatVersion: 1,
    verdict,
    exitCode,
    sentence: line,
    before,
    after,
    ...rest,
    by: found.by.measure,
  });
  if (json !== undefined) await writeFileAtomically(json, text);
  if (format === 'json') process.stdout.write(text);
  reporter.fact('gate', line);
  return exitCode;
}

function sentence({ labels: [before, after], found }: Answer): string {
  const { verdict, margin, by, isSame, pairs, documents, wouldDecide } = found;
  const percent = `${Number((100 * margin).toPrecision(6))} %`;
  const on = `${plural(pairs, 'pair')} of ${plural(documents, 'document')}`;
  if (isSame) return `not shorter by more than ${percent}: no difference in ${on}`;
  const answer = verdict === 'not shorter' ? `${verdict} by more than ${percent}` : verdict;
  if (by.ratio === null)
    return `${answer}: no half-life of the evidence can be measured in both models, ${on}`;
  const [low, high] = [by.low, by.high].map((one) => one?.toFixed(2));
  const interval = low === undefined ? 'too few documents for an interval' : `${low} to ${high}`;
  const length = (side: 'before' | 'after') =>
    `${by.beyond[side] ? 'at least ' : ''}${formatCount(Math.round(by[side]!))}`;
  const few = needed(wouldDecide);
  const more =
    few !== undefined
      ? `; about ${few} would decide if the ratio stays`
      : verdict === 'not decided' && by.beyond.before
        ? `; ${before} remembers beyond the farthest pair`
        : verdict === 'not decided' && by.high !== null && by.high < 1
          ? `; p = ${by.adjustedPValue!.toFixed(3)}, corrected, is not below 0.05`
          : '';
  const lengths = `${length('after')} characters in ${after}, ${length('before')} in ${before}`;
  return `${answer}: ${rangeWords[by.measure]} ${lengths}, × ${by.ratio.toFixed(2)} (${interval}), ${on}${more}`;
}

function needed(would: Gate['wouldDecide']): string | undefined {
  const { pairs, seeds } = would ?? {};
  const parts = [
    pairs === undefined ? [] : [plural(pairs, 'pair')],
    seeds === undefined ? [] : [`${plural(seeds, 'seed')} on each side`],
  ].flat();
  return parts.length === 0 ? undefined : parts.join(' and ');
}
