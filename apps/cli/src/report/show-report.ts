import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Reporter } from '../terminal/reporter.ts';

/** Prints the address of a page as a link that terminals open, and opens it in the browser if asked to. */
export async function showReport(path: string, isToOpen: boolean, reporter: Reporter): Promise<void> {
  const url = pathToFileURL(resolve(path)).href;
  reporter.fact('report', url);
  if (!isToOpen) return;
  const { default: open } = await import('open');
  try {
    const browser = await open(url);
    browser.on('error', () => undefined);
  } catch (error) {
    reporter.fact('not opened', error instanceof Error ? error.message : String(error));
  }
}
