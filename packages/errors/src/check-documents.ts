import { checkArgument, isRecord } from './parse-options.ts';

/** Text with the path that names it in results, with forward slashes. */
export interface TextDocument {
  readonly path: string;
  readonly text: string;
}

/** Returns true for a document as public functions accept it: a plain string, or a text with its path. */
export function isDocument(value: unknown): value is string | TextDocument {
  if (typeof value === 'string') return true;
  return isRecord(value) && typeof value.path === 'string' && typeof value.text === 'string';
}

/**
 * Checks a list of documents, and names each plain string by its position: `text-1`.
 * @throws LongrangeError `ARGUMENT_INVALID`
 */
export function checkDocuments(given: Iterable<string | TextDocument>): TextDocument[] {
  const isList = typeof given === 'object' && given !== null && Symbol.iterator in given;
  checkArgument(isList, 'documents', 'a list of strings or `{ path, text }`', given);
  return Array.from<string | TextDocument>(given).map((document, index) => {
    checkArgument(isDocument(document), 'documents', 'strings or `{ path, text }`', document);
    return typeof document === 'string' ? { path: `text-${index + 1}`, text: document } : document;
  });
}
