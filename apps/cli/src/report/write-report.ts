import { join } from 'node:path';
import type { Result } from '@longrange/eval';
import { renderHtml, renderMarkdown, renderTerminal } from '@longrange/report';
import { writeFileAtomically } from '@longrange/trainer/internal';
import type { Reporter } from '../terminal/reporter.ts';

/** The widest that lines of prose are well read at. */
const WIDEST = 100;

/** Writes `report.html` and `report.md`, each whole or not at all. */
export async function writeReports(folder: string, result: Result): Promise<void> {
  await writeFileAtomically(join(folder, 'report.html'), await renderHtml(result));
  await writeFileAtomically(join(folder, 'report.md'), renderMarkdown(result));
}

/** The summary, and where the report is. */
export function printSummary(result: Result, folder: string, reporter: Reporter): void {
  reporter.line();
  const width = Math.min(WIDEST, reporter.width);
  reporter.styled(renderTerminal(result, { color: reporter.color, width }).trimEnd());
  reporter.line();
  reporter.fact('report', join(folder, 'report.html'));
}
