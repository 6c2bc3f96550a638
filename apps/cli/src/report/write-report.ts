import { join } from 'node:path';
import type { Result } from '@longrange/eval';
import { renderHtml, renderMarkdown, renderTerminal } from '@longrange/report';
import { writeFileAtomically } from '@longrange/trainer/internal';
import type { Reporter } from '../terminal/reporter.ts';
import { showReport } from './show-report.ts';

/** The widest that lines of prose are well read at. */
const WIDEST = 100;

/** Writes `report.html` and `report.md`, each whole or not at all. */
export async function writeReports(folder: string, result: Result): Promise<void> {
  await writeFileAtomically(join(folder, 'report.html'), await renderHtml(result));
  await writeFileAtomically(join(folder, 'report.md'), renderMarkdown(result));
}

/** The summary, and where the report is. */
export async function printSummary(
  result: Result,
  folder: string,
  isToOpen: boolean,
  reporter: Reporter,
): Promise<void> {
  reporter.line();
  reporter.styled(renderTerminal(result, printing(reporter)).trimEnd());
  reporter.line();
  await showReport(join(folder, 'report.html'), isToOpen, reporter);
}

/** How a renderer is to write for a reporter. */
export function printing({ color, width }: Reporter): { color: boolean; width: number } {
  return { color, width: Math.min(WIDEST, width) };
}
