import * as code from '@longrange/code';
import { z } from 'zod';
import { shareHeld, shareHeldByRange, unitScale } from '../../statistics/buckets.ts';
import { incidenceCurve, shareClosedByDistance } from '../../statistics/competing-risks.ts';
import { partsOfObservations } from '../../statistics/document-parts.ts';
import { eventTimesOf } from '../../statistics/event-times.ts';
import { failureHazard, netSurvival, survivedParts } from '../../statistics/failure-hazard.ts';
import * as shapes from '../../statistics/shapes.ts';
import { type Mark, markAt } from '../excerpt/excerpt.ts';
import { textMetric } from '../metric.ts';
import type { Finding } from '../places/places.ts';

/** Figures of metric 1. */
const delimitersSchema = z.object({
  openers: shapes.count,
  events: z.object({
    matched: shapes.count,
    wrongType: shapes.count,
    closedByForce: shapes.count,
    unclosed: shapes.count,
    censored: shapes.count,
  }),
  strayClosers: shapes.count,
  /** matched / (openers − censored). */
  overall: shapes.proportionSchema,
  byType: z.array(z.object({ type: z.enum(['()', '[]', '{}']), proportion: shapes.proportionSchema })),
  /** Share closed in the end, among openers still open after `from` characters. Buckets are nested; shares depend on bracket lengths. */
  byDistance: shapes.bucketsOf(shapes.bucketSchema),
  byDepth: shapes.bucketsOf(shapes.bucketSchema),
  byAttractors: shapes.bucketsOf(shapes.bucketSchema),
  /** Number closed, broken and still open, by characters since the opener. */
  incidenceByDistance: shapes.bucketsOf(shapes.incidencePointSchema),
  /** Failures per character among the brackets still open, by characters since the opener, from 1 on without gaps. */
  hazard: shapes.bucketsOf(shapes.hazardBucketSchema),
  /** Share that has not failed by a distance, with correct closings censored; ends where fewer than 30 brackets are open. */
  netSurvival: shapes.bucketsOf(shapes.survivalPointSchema),
});

/** Outcomes of brackets by distance, depth and attractors. */
export type Delimiters = z.infer<typeof delimitersSchema>;

/** Delimiters of one document. */
export interface DocumentDelimiters {
  readonly observations: readonly DelimiterObservation[];
  /** Closers that match nothing. */
  readonly strays: readonly code.StrayCloser[];
}

function observationsOf(documents: readonly DocumentDelimiters[]): DelimiterObservation[] {
  return documents.flatMap(({ observations }) => observations);
}

/**
 * Metric 1, for one opener. `start` is the opener, `end` what decided its outcome: its closer, a closer of an outer bracket or of the wrong
 * type, a statement that cannot be inside brackets, or the end of the text. `depth` is 1 for an outermost opener.
 */
export interface DelimiterObservation extends code.Observation<code.DelimiterType> {
  readonly event: code.DelimiterEvent;
}

/** Outcome of the dependency between opener and closer, by event. */
export const EVENT_OUTCOMES: Readonly<Record<code.DelimiterEvent, code.Outcome>> = {
  matched: 'held',
  wrongType: 'broken',
  closedByForce: 'broken',
  unclosed: 'broken',
  censored: 'censored',
};

/** Measures metric 1: one observation per opener outside strings and comments, in the order of the openers. */
export function measureDelimiters(document: code.AnalyzedDocument): DelimiterObservation[] {
  return document.lexical.delimiters.map(({ type, event, opener: start, end, depth, attractors }) => ({
    document: document.path,
    kind: type,
    outcome: EVENT_OUTCOMES[event],
    start,
    end,
    distance: end - start,
    depth,
    attractors,
    event,
  }));
}

function summarizeDelimiters(
  observations: readonly DelimiterObservation[],
  strayClosers: number,
): Delimiters {
  const events = { matched: 0, wrongType: 0, closedByForce: 0, unclosed: 0, censored: 0 };
  for (const { event } of observations) events[event]++;
  const known = eventTimesOf(observations);
  return {
    openers: observations.length,
    events,
    strayClosers,
    overall: shareHeld(observations),
    byType: code.DELIMITER_TYPES.map((type) => ({
      type,
      proportion: shareHeld(observations.filter(({ kind }) => kind === type)),
    })),
    byDistance: shareClosedByDistance(known),
    byDepth: shareHeldByRange(observations, ({ depth }) => depth, unitScale),
    byAttractors: shareHeldByRange(observations, ({ attractors }) => attractors, unitScale),
    incidenceByDistance: incidenceCurve(known),
    hazard: failureHazard(known),
    netSurvival: netSurvival(known),
  };
}

/** Marks brackets that did not break. */
function marksOf({ event, start: opener, end: closer }: DelimiterObservation): Mark[] {
  if (event === 'censored') return [markAt(event, opener, 1, null)];
  return event === 'matched' ? [markAt(event, opener, 1, closer), markAt(event, closer, 1, opener)] : [];
}

/** Says what is wrong with an opener. */
function brokenWords(
  { event, kind: [open, close], end }: DelimiterObservation,
  text: string,
  lineOf: (offset: number) => number,
): string {
  const [at, line] = [text[end], `in line ${lineOf(end)}`];
  if (event === 'wrongType') return `\`${open}\` is closed by \`${at}\` ${line}`;
  if (at === undefined) return `\`${open}\` is never closed`;
  const before = event === 'closedByForce' ? `\`${at}\`` : 'the statement';
  return `\`${open}\` needs \`${close}\` before ${before} ${line}`;
}

function heldOf(type: code.DelimiterType) {
  return {
    label: `Held, ${type}`,
    of: ({ byType }: Delimiters) => byType.find((one) => one.type === type)?.proportion,
  };
}

export const delimiters = textMetric({
  key: 'delimiters',
  schema: delimitersSchema,
  measure: (document) => ({ observations: measureDelimiters(document), strays: document.lexical.strays }),
  summarize: (documents) =>
    summarizeDelimiters(
      observationsOf(documents),
      documents.reduce((sum, { strays }) => sum + strays.length, 0),
    ),
  places: {
    name: 'brackets',
    find: ({ observations, strays }, { text }, lineOf) => {
      const broken = observations.filter(({ outcome }) => outcome === 'broken');
      const openers = broken.map((one): Finding => {
        const { event: mark, start, end: partner } = one;
        return { start, length: 1, partner, mark, message: brokenWords(one, text, lineOf) };
      });
      const closers = strays.map(({ position: start }): Finding => {
        return { start, length: 1, mark: 'stray', message: `\`${text[start]}\` closes nothing` };
      });
      return [...openers, ...closers].sort((a, b) => a.start - b.start);
    },
    share: ({ overall }) => overall.estimate,
  },
  marks: ({ observations }) => observations.flatMap(marksOf),
  figures: [
    {
      id: 'delimiters',
      title: 'Brackets held',
      unit: 'share',
      headline: 1,
      compared: 'Brackets held in samples',
      ranges: 'at risk',
      lmEval: {
        task: 'brackets',
        description: 'openers that find their closer, without censored ones',
      },
      pick: ({ overall }) => overall,
      parts: (documents) => {
        const observations = observationsOf(documents);
        return [
          ...partsOfObservations({ measure: 'delimiters', observations, byDistance: false }),
          ...survivedParts('delimiters', eventTimesOf(observations)),
        ];
      },
    },
  ],
  section: {
    id: 'delimiters',
    metric: 1,
    title: 'Brackets',
    definition:
      'An opener outside strings and comments is held if its own closer comes. It fails if another closer comes, one further out is closed first, or the statement ends; one open at a cut is censored. Failures next to the opener are slips, which no memory prevents: only what goes beyond them can be forgetting.',
    figures: [
      {
        kind: 'rate',
        id: 'bracket-hazard',
        title: 'Failures of open brackets, by distance',
        caption: 'Cause-specific hazard, which does not depend on how long brackets are.',
        vertical: 'Failures per 100 characters',
        horizontal: 'Characters since the opener',
        panels: [{ title: '', of: ({ hazard }) => hazard }],
      },
      {
        kind: 'survival',
        id: 'bracket-survival',
        title: 'Open brackets that have not failed',
        caption:
          'Net survival (Kaplan–Meier): the share left if only failures ended brackets. It does not depend on how long brackets are.',
        vertical: 'Share that has not failed',
        horizontal: 'Characters since the opener',
        panels: [{ title: '', of: ({ netSurvival }) => netSurvival }],
      },
      {
        kind: 'share',
        id: 'delimiters-by-distance',
        title: 'Open brackets that get closed, by distance',
        caption:
          'Of the brackets still open after this many characters, the share closed correctly in the end. It depends on how long brackets are, so it says nothing about how far a memory goes.',
        vertical: 'Share closed in the end',
        horizontal: 'Still open after at least this many characters',
        panels: [{ title: '', of: ({ byDistance }) => byDistance }],
      },
      {
        kind: 'share',
        id: 'delimiters-by-depth',
        title: 'Brackets held, by nesting depth',
        caption: 'A bracket inside no other has depth 1.',
        vertical: 'Share held',
        horizontal: 'Nesting depth',
        scale: 'steps',
        panels: [{ title: '', of: ({ byDepth }) => byDepth }],
      },
      {
        kind: 'share',
        id: 'delimiters-by-attractors',
        title: 'Brackets held, by attractors',
        caption:
          'Attractors are openers of another type between the two ends: the more there are, the easier it is to close the wrong one.',
        vertical: 'Share held',
        horizontal: 'Attractors',
        scale: 'steps',
        panels: [{ title: '', of: ({ byAttractors }) => byAttractors }],
      },
      {
        kind: 'values',
        id: 'delimiters-events',
        title: 'What happened to every opener',
        folded: true,
        caption: 'Held: matched, as a share of all openers that were not censored.',
        rows: [
          { label: 'Openers', of: ({ openers }) => openers },
          { label: 'Matched', of: ({ events }) => events.matched },
          { label: 'Closed by the wrong type', of: ({ events }) => events.wrongType },
          { label: 'Closed by force', of: ({ events }) => events.closedByForce },
          { label: 'Unclosed', of: ({ events }) => events.unclosed },
          { label: 'Censored: open at the cut', of: ({ events }) => events.censored },
          { label: 'Stray closers', of: ({ strayClosers }) => strayClosers },
          { label: 'Held', of: ({ overall }) => overall },
          ...code.DELIMITER_TYPES.map(heldOf),
        ],
      },
    ],
  },
});
