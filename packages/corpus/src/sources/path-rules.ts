import { sep } from 'node:path';
import type { SourceContext } from './source.ts';

const SKIPPED_FOLDERS = new Set(['node_modules', '__pycache__', '__MACOSX']);

/** Returns true for names that start with a dot, and for folders of third-party or generated files. */
export function isHidden(path: string): boolean {
  return path
    .split('/')
    .some((segment) => SKIPPED_FOLDERS.has(segment) || (segment.startsWith('.') && !/^\.+$/.test(segment)));
}

/** Normalizes an extension to lower case with the dot; `*` stands for every file. */
export function normalizeExtension(extension: string): string {
  const lower = extension.toLowerCase();
  return lower === '*' || lower.startsWith('.') ? lower : `.${lower}`;
}

/** Returns true if a file in a folder or archive is to be read; otherwise counts it as dropped. */
export function isWanted(path: string, { extensions, drop }: SourceContext): boolean {
  const lower = path.toLowerCase();
  const isNamed = extensions.some((extension) => extension === '*' || lower.endsWith(extension));
  if (!isHidden(path) && isNamed) return true;
  drop(isHidden(path) ? 'hidden' : 'extension', path);
  return false;
}

/** Strips what would lead out of the archive from a member's path, as tar does. */
export function memberPath(path: string): string {
  return path.replace(/^(\.{0,2}\/)+/, '');
}

export function toForwardSlashes(path: string): string {
  return sep === '\\' ? path.replaceAll('\\', '/') : path;
}

/** Compares by code units, which is independent of machine and locale. */
export function comparePaths(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
