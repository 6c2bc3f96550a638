import { sep } from 'node:path';
import type { SourceContext } from './source.ts';

const SKIPPED_FOLDERS = new Set(['node_modules', '__pycache__', '__MACOSX']);

/** Names that start with a dot, and folders that hold other people's or generated files. */
export function isHidden(path: string): boolean {
  return path
    .split('/')
    .some((segment) => SKIPPED_FOLDERS.has(segment) || (segment.startsWith('.') && !/^\.+$/.test(segment)));
}

/** Lower case with the dot; `*` wants every file. */
export function normalizeExtension(extension: string): string {
  const lower = extension.toLowerCase();
  return lower === '*' || lower.startsWith('.') ? lower : `.${lower}`;
}

export function hasWantedExtension(path: string, extensions: readonly string[]): boolean {
  const lower = path.toLowerCase();
  return extensions.some((extension) => extension === '*' || lower.endsWith(extension));
}

/** Whether a file inside a folder or archive is wanted; counts it as dropped when not. */
export function isWanted(path: string, context: SourceContext): boolean {
  if (isHidden(path)) {
    context.drop('hidden', path);
    return false;
  }
  if (!hasWantedExtension(path, context.extensions)) {
    context.drop('extension', path);
    return false;
  }
  return true;
}

/** The path of a file in an archive without what would lead out of it, as tar itself strips it. */
export function memberPath(path: string): string {
  return path.replace(/^(\.{0,2}\/)+/, '');
}

export function toForwardSlashes(path: string): string {
  return sep === '\\' ? path.replaceAll('\\', '/') : path;
}

/** Plain order of code units: the same on every machine and in every locale. */
export function comparePaths(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
