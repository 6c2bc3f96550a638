import { modelPredictor } from '../document/names/predictors.ts';
import { namedProbes } from '../document/names/probes.ts';
import { primarySubject } from '../document/names/subjects.ts';
import type { Result, Subject } from '../document/types.ts';
import { d80Value } from '../document/words/d80.ts';
import { atDistances, isTestedByDistance, rangesTested, testOf } from '../document/words/tested.ts';
import { formatBits, formatBitsInterval, formatCount, formatPercent } from '../text/format.ts';
import { costReach } from './perturbation.ts';

/** What is printed beside an anchor where we have no figure. */
export const notMeasured = 'not measured in this result';

/** Karpathy, Johnson & Li 2015: where the model beats the n-gram, in probability of the closer if that was probed. */
export function aboveNgram(result: Result): string {
  const [own, ngram] = namedProbes(result);
  if (own !== undefined && ngram !== undefined) {
    const sides = { measure: 'closer-probability/natural', first: own.name, second: ngram.name };
    const above = rangesTested(result, sides, 'above');
    return above === null
      ? `P(true closer) not shown above the ${ngram.name}’s at any distance`
      : `P(true closer) above the ${ngram.name}’s ${atDistances(above)}`;
  }
  const sides = { measure: 'delimiters', first: 'model', second: 'ngram' };
  if (!isTestedByDistance(result, sides)) return notMeasured;
  const above = rangesTested(result, sides, 'above');
  return above === null
    ? 'open brackets not shown to fail less often than the n-gram’s at any distance'
    : `in samples, open brackets fail less often than the n-gram’s ${atDistances(above)}`;
}

/** Khandelwal et al. 2018: n*, and how far back order is shown to matter. */
export function effectiveContext(result: Result): string {
  const own = namedProbes(result)[0]?.probes;
  if (own === undefined || own.effectiveContext.byContext.length === 0) return notMeasured;
  const { effective, byContext } = own.effectiveContext;
  const most = Math.max(...byContext.map(({ n }) => n));
  const context =
    effective === null ? `over ${formatCount(most)} characters` : `${formatCount(effective)} characters`;
  const shuffled = own.perturbation.find(({ kind }) => kind === 'shuffle');
  if (shuffled === undefined) return context;
  const { reach } = costReach(shuffled);
  const order =
    reach === null ? 'order not shown to matter' : `order shown to matter up to ${formatCount(reach.beyond)}`;
  return `${context}, ${order}`;
}

/** Hewitt et al. 2020: brackets of bounded depth, in the language made of them if a network learnt it. */
export function boundedNesting(result: Result): string {
  const dyck = (result.probes?.controls ?? []).filter(({ task }) => task === 'dyck');
  if (dyck.length === 0) return notMeasured;
  return dyck
    .map(({ label, d80 }) => `${label}: ${d80.characters === null ? 'no D80' : `D80 ${d80Value(d80)}`}`)
    .join('; ');
}

/** Buitrago & Gu 2025. */
export function carriedAgainstReset(result: Result): string {
  const own = modelPredictor(result);
  if (own?.carried == null || own.reset === null) return notMeasured;
  const test = testOf(result, 'state', 'carried', 'reset');
  const relation = test?.order === 'below' ? 'fewer: ' : test?.order === 'above' ? 'more: ' : '';
  return `${relation}carried ${formatBits(own.carried.bits)} (${formatBitsInterval(own.carried)}) bits, reset every ${formatCount(own.reset.every)} ${formatBits(own.reset.bits)} (${formatBitsInterval(own.reset)}), cold starts included; tested at least 128 characters after a reset`;
}

/** Kent & Murray 2024: the lag up to which a small network learns to recall, or to copy. */
export function largestDelay(result: Result): string {
  const delays = (result.probes?.controls ?? []).filter(({ task }) => task !== 'dyck');
  if (delays.length === 0) return notMeasured;
  return delays
    .map(
      ({ label, d80 }) =>
        `${label}: ${d80.characters === null ? 'no D80' : `D80 ${d80Value(d80)} characters`}`,
    )
    .join('; ');
}

/** The same figures as those of the reference's published sample. */
export function sampleFigures(result: Result): string {
  const { degeneration, delimiters, parse } = primarySubject(result).subject;
  return `${formatPercent(degeneration.whitespaceShare)} white space, ${formatPercent(delimiters.overall.estimate)} of brackets held, ${parsed(parse)}${farPairs(delimiters)}${clauses(primarySubject(result).subject)}`;
}

function parsed({ definitions }: Subject['parse']): string {
  if (definitions === null) return '';
  return `${formatCount(definitions.held)} of ${formatCount(definitions.n)} definitions parse, `;
}

function farPairs({ byDistance }: Subject['delimiters']): string {
  // A bucket holds all from its lower end on.
  const held = byDistance.find(({ from }) => from >= 256)?.held ?? 0;
  return held === 0
    ? 'no pair at 256 or more'
    : `${formatCount(held)} ${held === 1 ? 'pair' : 'pairs'} at 256 or more`;
}

/** `else` and `except` alone: those were counted in the reference's sample. */
function clauses({ controlFlow }: Subject): string {
  const counted = (controlFlow?.clauses ?? []).filter(
    ({ clause }) => clause === 'else' || clause === 'except',
  );
  if (counted.length === 0) return '';
  const sum = (key: 'held' | 'n') => counted.reduce((total, { proportion }) => total + proportion[key], 0);
  return `, ${formatCount(sum('held'))} of ${formatCount(sum('n'))} else and except legal`;
}
