import type * as code from '@longrange/code';
import { z } from 'zod';
import { doublingScale, shareHeld, shareHeldByRange } from '../../statistics/buckets.ts';
import { partsOfObservations } from '../../statistics/document-parts.ts';
import { bucketSchema, bucketsOf, proportionSchema } from '../../statistics/shapes.ts';
import { textMetric } from '../metric.ts';
import type { Finding } from '../places/places.ts';
import { ControlFlowJudge, type ControlFlowObservation } from './judge.ts';

/** Figures of metric 4. */
const controlFlowSchema = z.object({
  overall: proportionSchema,
  allClauses: proportionSchema,
  /** Clauses (`else`, `case`, …) with a legal opener at the same level. */
  clauses: z.array(z.object({ clause: z.string(), proportion: proportionSchema })),
  /** Clauses by number of characters to their opener. */
  byDistance: bucketsOf(bucketSchema),
  /** `try` statements with a handler or a `finally`. */
  handlers: proportionSchema,
  /** `return` statements inside a function. */
  returns: proportionSchema,
  /** `break` and `continue` statements inside a loop. */
  loopJumps: proportionSchema,
});

/** Shares of `else`, `elif`, `except`, `return` and the like in legal places. */
export type ControlFlow = z.infer<typeof controlFlowSchema>;

/**
 * Measures metric 4 line by line, in linear time, from levels and first keywords alone; the text need not parse. With indented blocks, a
 * header without its colon is still a header (metric 3 counts that error), and a line between two levels begins a block of the line above.
 */
export function measureControlFlow(document: code.AnalyzedDocument): ControlFlowObservation[] {
  const { lexical, text, cut, parser, blocks } = document;
  const { controlFlow } = parser.language;
  if (controlFlow === undefined || blocks === null) return [];
  const { lines, jumps = [] } = lexical;
  const judge = new ControlFlowJudge(document, controlFlow);
  let nextJump = 0;
  for (const [index, line] of lines.entries()) {
    judge.line(line, blocks.levels[index]!);
    for (let jump = jumps[nextJump]; jump !== undefined; jump = jumps[++nextJump]) {
      // A line may contain further lines, such as those of a function.
      if (jump.position >= (lines[index + 1]?.first ?? text.length)) break;
      judge.jump(jump);
    }
  }
  judge.end(text.length, cut);
  return judge.observations;
}

export function summarizeControlFlow(
  observations: readonly ControlFlowObservation[],
  { clauses }: Pick<code.ControlFlowRules, 'clauses'>,
): ControlFlow {
  const ofCheck = (wanted: string) => observations.filter(({ check }) => check === wanted);
  const ofKind = (some: readonly ControlFlowObservation[], wanted: string) =>
    some.filter(({ kind }) => kind === wanted);
  const [clauseChecks, jumps] = [ofCheck('clause'), ofCheck('jump')];
  return {
    overall: shareHeld(observations),
    allClauses: shareHeld(clauseChecks),
    clauses: clauses.map((clause) => ({ clause, proportion: shareHeld(ofKind(clauseChecks, clause)) })),
    byDistance: shareHeldByRange(clauseChecks, ({ distance }) => distance, doublingScale),
    handlers: shareHeld(ofCheck('handler')),
    returns: shareHeld(ofKind(jumps, 'return')),
    loopJumps: shareHeld(jumps.filter(({ kind }) => kind !== 'return')),
  };
}

function clausesOf(all: readonly ControlFlow[]): Set<string> {
  return new Set(all.flatMap(({ clauses }) => clauses.map(({ clause }) => clause)));
}

/** Words for a keyword in the wrong place, by check. */
const missing: Readonly<Record<ControlFlowObservation['check'], (keyword: string) => string>> = {
  clause: () => 'continues no statement at its level',
  handler: () => 'lacks a clause after it',
  jump: (keyword) => `outside a ${keyword === 'return' ? 'function' : 'loop'}`,
};

export const controlFlow = textMetric({
  key: 'controlFlow',
  schema: controlFlowSchema.nullable(),
  applies: ({ language }) => language.controlFlow !== undefined,
  measure: measureControlFlow,
  summarize: (documents, { language }) =>
    summarizeControlFlow(documents.flat(), language.controlFlow ?? { clauses: [] }),
  places: {
    name: 'control-flow',
    // Keywords without a partner: for a `try` the start of the observation, for all others its end.
    find: (observations) =>
      observations
        .filter(({ outcome }) => outcome === 'broken')
        .map(({ check, kind, start, end }): Finding => {
          const found = {
            length: kind.length,
            mark: 'controlFlow',
            message: `\`${kind}\` ${missing[check](kind)}`,
          } as const;
          return check === 'handler'
            ? { ...found, start }
            : { ...found, start: end, partner: start < end ? start : null };
        })
        .sort((a, b) => a.start - b.start),
    share: ({ overall }) => overall.estimate,
  },
  figures: [
    {
      id: 'control flow',
      title: 'Control flow legal',
      unit: 'share',
      headline: 5,
      lmEval: { task: 'control_flow', description: 'clauses and jumps in legal places' },
      pick: ({ overall }) => overall,
      parts: (documents) =>
        partsOfObservations({ measure: 'control flow', observations: documents.flat(), byDistance: false }),
    },
    {
      id: 'clauses',
      title: 'Clauses with their opener',
      unit: 'share',
      pick: ({ allClauses }) => allClauses,
      parts: (documents) => {
        const observations = documents.flat().filter(({ check }) => check === 'clause');
        return partsOfObservations({ measure: 'clauses', observations, byDistance: true });
      },
    },
  ],
  section: {
    id: 'control-flow',
    metric: 4,
    title: 'Control flow',
    definition:
      'A clause, such as an else, is legal if a statement that takes it is open on the same level, perhaps many lines above. A jump, such as a return, is legal inside what it leaves. A statement that may not end without a clause, such as a try, needs one.',
    figures: [
      {
        kind: 'share',
        id: 'control-flow-by-distance',
        title: 'Legal clauses, by distance',
        caption:
          'Distance: characters back to the statement that the clause belongs to, or should belong to if it is illegal.',
        vertical: 'Share legal',
        horizontal: 'Distance from opener to clause, characters',
        criterion: true,
        panels: [{ title: '', of: ({ byDistance }) => byDistance }],
      },
      {
        kind: 'values',
        id: 'control-flow-checks',
        title: 'Legal, by check',
        axis: 'Share legal',
        rows: (all) => [
          ...[...clausesOf(all)].map((name) => ({
            label: name,
            of: ({ clauses }: ControlFlow) => clauses.find(({ clause }) => clause === name)?.proportion,
          })),
          { label: 'clause that must follow', of: ({ handlers }: ControlFlow) => handlers },
          { label: 'return in a function', of: ({ returns }: ControlFlow) => returns },
          { label: 'break, continue inside', of: ({ loopJumps }: ControlFlow) => loopJumps },
        ],
      },
    ],
  },
});
