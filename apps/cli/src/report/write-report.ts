import { stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ExitCode, LongrangeError } from '@longrange/errors';
import { parseResult } from '@longrange/eval';
import { describe, type Report, renderHtml, renderMarkdown, renderTerminal } from '@longrange/report';
import { writeFileAtomically } from '@longrange/trainer/internal';
import { wrongUsage } from '../cli/wrong-usage.ts';
import { readWritten } from '../files/json.ts';
import type { ReportOptions } from '../options/eval-options.ts';
import { namesIn, newestResult } from '../run/run-summary.ts';
import { createReporter, type Reporter } from '../terminal/reporter.ts';

/** Maximum width of lines of prose that is easy to read. */
const WIDEST = 100;

/** Prints the summary and the address of the report. */
export async function printSummary(
  report: Report,
  page: string,
  isToOpen: boolean,
  reporter: Reporter,
): Promise<void> {
  reporter.line();
  reporter.styled(renderTerminal(report, printing(reporter)).trimEnd());
  reporter.line();
  await showPage('report', page, isToOpen, reporter);
}

/** Returns the options for rendering to a reporter. */
export function printing({ color, width }: Reporter): { color: boolean; width: number } {
  return { color, width: Math.min(WIDEST, width) };
}

/** Prints the address of a page on disk as a link that terminals open, and opens it in the browser if requested. */
export async function showPage(
  name: string,
  path: string,
  isToOpen: boolean,
  reporter: Reporter,
): Promise<void> {
  const url = pathToFileURL(resolve(path)).href;
  reporter.fact(name, url);
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

/** `longrange report` */
export async function runReport(options: ReportOptions): Promise<ExitCode | 0> {
  const reporter = createReporter(process.stdout);
  const path = await findResult(options.runs, options.result);
  const report = describe(await readWritten(path, parseResult));
  const folder = options.output ?? dirname(path);
  await writeFileAtomically(join(folder, 'report.html'), await renderHtml(report));
  await writeFileAtomically(join(folder, 'report.md'), renderMarkdown(report));
  await printSummary(report, join(folder, 'report.html'), options.open, reporter);
  return 0;
}

/** @throws LongrangeError `RESULT_NOT_FOUND` (exit code 2) */
async function findResult(runs: string, which: string): Promise<string> {
  if (which === 'latest') return newestIn(runs);
  const status = await stat(which).catch(() => undefined);
  if (status?.isFile()) return which;
  const inside = join(which, 'result.json');
  if ((await stat(inside).catch(() => undefined))?.isFile()) return inside;
  throw notFound(
    `Expected a result.json, its folder, or \`latest\`, got "${which}", which is none of these.`,
  );
}

/** Returns the path of the newest result in the runs folder. */
async function newestIn(runs: string): Promise<string> {
  const newest = await newestResult((await namesIn(runs)).map((name) => join(runs, name)));
  if (newest !== undefined) return newest.path;
  throw notFound(`Expected a result in ${join(runs, '*', 'eval')}, got none.`);
}

function notFound(message: string): LongrangeError {
  return wrongUsage({ code: 'RESULT_NOT_FOUND', message, hint: 'run `longrange eval` to create one.' });
}
