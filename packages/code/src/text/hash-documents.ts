import { createHash } from 'node:crypto';
import type { TextDocument } from './text-document.ts';

/** SHA-256 over names and texts, each with its length before it, so that no two bodies of text run into the same bytes. */
export function hashDocuments(documents: readonly TextDocument[]): string {
  const hash = createHash('sha256');
  for (const { name, text } of documents) hash.update(`${name.length}:${name}${text.length}:${text}`);
  return hash.digest('hex');
}
