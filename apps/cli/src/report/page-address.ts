import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Address of a page on disk, as a link that terminals open. */
export function pageAddress(path: string): string {
  return pathToFileURL(resolve(path)).href;
}
