import { join } from 'node:path';
import type { Result } from '@longrange/eval';
import { renderHtml, renderMarkdown, renderTerminal } from '@longrange/report';
import { writeFileAtomically } from '@longrange/trainer/internal';
import type { Reporter } from '../terminal/reporter.ts';
import { pageAddress } from './page-address.ts';

/** Maximum width of lines of prose that is easy to read. */
const WIDEST = 100;

/** Writes `report.html` and `report.md`, each atomically. */
export async function writeReports(folder: string, result: Result): Promise<void> {
  await writeFileAtomically(join(folder, 'report.html'), await renderHtml(result));
  await writeFileAtomically(join(folder, 'report.md'), renderMarkdown(result));
}

/** Prints the summary and the address of the report. */
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

/** Returns the options for rendering to a reporter. */
export function printing({ color, width }: Reporter): { color: boolean; width: number } {
  return { color, width: Math.min(WIDEST, width) };
}

/** Prints the address of a report as a link that terminals open, and opens it in the browser if asked to. */
export async function showReport(path: string, isToOpen: boolean, reporter: Reporter): Promise<void> {
  const url = pageAddress(path);
  reporter.fact('report', url);
  if (isToOpen) await openInBrowser(url, reporter);
}

/** Opens an address in the browser; says if that fails. */
export async function openInBrowser(url: string, reporter: Reporter): Promise<void> {
  const { default: open } = await import('open');
  try {
    const browser = await open(url);
    browser.on('error', () => undefined);
  } catch (error) {
    reporter.fact('not opened', error instanceof Error ? error.message : String(error));
  }
}
