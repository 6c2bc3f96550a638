import type { NamedSubjectWith } from '../document/names/subjects.ts';
import type { Proportion } from '../document/types.ts';

export interface CheckRow {
  name: string;
  /** One per subject; undefined where it has no such check. */
  proportions: readonly (Proportion | undefined)[];
}

/** Every check of control flow that any subject has cases of, the clauses first. */
export function controlFlowChecks(subjects: readonly NamedSubjectWith<'controlFlow'>[]): CheckRow[] {
  const clauses = [
    ...new Set(subjects.flatMap(({ subject }) => subject.controlFlow.clauses.map(({ clause }) => clause))),
  ];
  const rows: CheckRow[] = [
    ...clauses.map((name) => ({
      name,
      proportions: subjects.map(
        ({ subject }) => subject.controlFlow.clauses.find(({ clause }) => clause === name)?.proportion,
      ),
    })),
    { name: 'try with a handler', proportions: subjects.map(({ subject }) => subject.controlFlow.handlers) },
    { name: 'return in a function', proportions: subjects.map(({ subject }) => subject.controlFlow.returns) },
    {
      name: 'break, continue in a loop',
      proportions: subjects.map(({ subject }) => subject.controlFlow.loopJumps),
    },
  ];
  return rows.filter(({ proportions }) => proportions.some((proportion) => (proportion?.n ?? 0) > 0));
}
