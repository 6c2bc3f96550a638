import type { Figure, SectionDraft } from '../document/index.ts';
import { chartFigure, format, notes, plot } from '../document/index.ts';
import type { SectionKit } from './section-kit.ts';

type Kit = SectionKit<'controlFlow'>;

export function controlFlowSection(kit: Kit): SectionDraft {
  const clauses = clausesOf(kit);
  return {
    id: 'control-flow',
    metric: 4,
    title: 'Control flow',
    paragraphs: [
      kit.share(
        'control flow',
        'control flow',
        (name, share) => `${name} passes ${share} of its control-flow checks`,
      ),
      `An else must belong to an if, perhaps many lines above; a return to a function. ${kit.order('clauses', 'Clauses by distance:')}`.trim(),
    ],
    figures: [
      byCheck(kit, clauses),
      kit.curve(({ controlFlow }) => controlFlow.byDistance, {
        id: 'control-flow-by-distance',
        axes: {
          vertical: 'Share legal',
          horizontal: 'Distance from opener to clause, characters',
          threshold: true,
        },
        title: 'Legal clauses, by distance',
        caption:
          'Distance: characters back to the statement that the clause belongs to, or should belong to if it is illegal.',
        chartNote: notes.criterion,
      }),
    ],
    definitions: {
      Clause: `${clauses.length === 0 ? '' : `${format.list(clauses, 'or')}: `}legal if a statement that takes it is open on the same level.`,
      'Clause that must follow': 'One without which a statement may not end, such as the handler of a try.',
    },
  };
}

/** Clauses that were counted, such as `else` and `except`. */
function clausesOf({ subjects }: Kit): string[] {
  return [
    ...new Set(subjects.flatMap(({ subject }) => subject.controlFlow.clauses.map(({ clause }) => clause))),
  ];
}

/** Each check that any subject has cases of, the clauses first. */
function byCheck({ subjects }: Kit, clauses: readonly string[]): Figure | null {
  const flows = subjects.map(({ subject }) => subject.controlFlow);
  const rows = [
    ...clauses.map((name) => ({
      name,
      shares: flows.map((flow) => flow.clauses.find(({ clause }) => clause === name)?.proportion),
    })),
    { name: 'clause that must follow', shares: flows.map(({ handlers }) => handlers) },
    { name: 'return in a function', shares: flows.map(({ returns }) => returns) },
    { name: 'break, continue inside', shares: flows.map(({ loopJumps }) => loopJumps) },
  ].filter(({ shares }) => shares.some((share) => (share?.n ?? 0) > 0));
  if (rows.length === 0) return null;
  const facts = rows.map(({ name, shares: [own] }) => `${name} ${format.percent(own?.estimate ?? null)}`);
  return chartFigure({
    id: 'control-flow-checks',
    chart: {
      kind: 'rows',
      axis: { label: 'Share legal', unit: 'percent', least: 0, most: 1 },
      isSpread: true,
      rows: rows.map(({ name, shares }) => ({
        name,
        dots: subjects.flatMap(({ name: who, subject }, index) =>
          plot.dots(subject.id, `${who}, ${name}`, shares[index]),
        ),
      })),
      legend: subjects.map(({ name, subject }) => ({ style: subject.id, name })),
    },
    title: 'Legal, by check',
    caption: 'Whether each clause or jump is legal where it is.',
    chartNote: notes.bars,
    description: `${subjects[0]!.name}: ${facts.join('; ')}.`,
    columns: ['', ...subjects.map(({ name }) => name)],
    rows: rows.map(({ name, shares }) => [name, ...shares]),
  });
}
