import * as report from '@longrange/report';
import { loadFixture } from '../../../packages/eval/src/page/testing/load-fixture.ts';
import { compareMadeUp, madeUpRun } from '../../../packages/eval/src/page/testing/made-up-comparison.ts';
import { type Door, door, nullable, whole } from '../wrong-calls.ts';

// What is inside a result or a comparison is checked where it is read: `parseResult`, `parseComparison`.
const result = whole(loadFixture('text-only'));
const options = { color: true, width: 80 };
const runs = [1, 2].map((bits) => ({
  label: `${bits}`,
  runs: [madeUpRun(`${bits}`, { bits, held: 5 })],
}));
const comparison = whole(await compareMadeUp(runs));

const sweep: report.SweepReport = {
  ...{ name: 'rates', description: undefined, size: '1 settings: 1 trials', counts: '1 finished' },
  ...{ parameters: [], trials: [], notes: [] },
};

export const reportDoors: readonly Door[] = [
  door('isOfLanguage', report.isOfLanguage, result),
  door('renderHtml', report.renderHtml, result),
  door('renderMarkdown', report.renderMarkdown, result),
  door('renderTerminal', report.renderTerminal, result, options),
  door('renderHeadline', report.renderHeadline, result, options),
  door('renderComparisonHtml', report.renderComparisonHtml, comparison),
  door('renderComparisonMarkdown', report.renderComparisonMarkdown, comparison),
  door('renderSweepHtml', report.renderSweepHtml, whole(sweep), nullable(comparison)),
  door('renderComparisonTerminal', report.renderComparisonTerminal, comparison, options),
];
