import { isUtf8 } from 'node:buffer';
import { appendFileSync, existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { regularFilePieces } from '@longrange/corpus/internal';
import type { AnswerJournal } from '@longrange/eval/internal/node';

/** Maximum size of the file in bytes: all cached answers are held in memory. */
const LARGEST_FILE = 2 ** 32;
/** Mode of the file, which may hold the user's own code. */
const OWNER_ALONE = 0o600;
/** Maximum length of a line: four times the longest answer, and an eighth of the longest string in V8. */
const LONGEST_LINE = 2 ** 26;

/**
 * Opens a file of answers, one per line: a question, and the text that was written or numbers as base64 of float32. Lines that are damaged, or were
 * cut off when a process ended, are ignored.
 *
 * @throws LongrangeError `CORPUS_NOT_A_FILE`, `CORPUS_TOO_LARGE`, `CORPUS_UNREADABLE`
 */
export function openAnswers(path: string): AnswerJournal & { readonly size: number } {
  const cached = new Map<string, Float32Array | string>();
  let isCutOff = false;
  for (const { line, isWhole } of existsSync(path) ? linesOf(path) : []) {
    isCutOff = !isWhole;
    const [, question, kind, base64] = /^(\S+) (text|float32) ([\w+/]*={0,2})\.$/.exec(line) ?? [];
    const answer = question === undefined ? undefined : decode(kind!, base64!);
    if (answer !== undefined) cached.set(question!, answer);
  }
  mkdirSync(dirname(path), { recursive: true });
  if (isCutOff) appendFileSync(path, '\n');
  return {
    size: cached.size,
    get: (question) => cached.get(question),
    add(question, answer) {
      cached.set(question, answer);
      const isText = typeof answer === 'string';
      const bytes = isText
        ? Buffer.from(answer)
        : Buffer.from(answer.buffer, answer.byteOffset, answer.byteLength);
      const line = `${question} ${isText ? 'text' : 'float32'} ${bytes.toString('base64')}.\n`;
      appendFileSync(path, line, { mode: OWNER_ALONE });
    },
  };
}

/** Yields the lines one by one, with an empty one in place of a line that is too long. */
function* linesOf(path: string): Generator<{ readonly line: string; readonly isWhole: boolean }> {
  let parts: Buffer[] = [];
  let length = 0;
  const take = (): string => {
    const line = length > LONGEST_LINE ? '' : Buffer.concat(parts).toString('latin1');
    [parts, length] = [[], 0];
    return line;
  };
  for (const piece of regularFilePieces(path, { documentBytes: LARGEST_FILE })) {
    const bytes = Buffer.from(piece);
    for (let start = 0; start < bytes.length; ) {
      const end = bytes.indexOf('\n', start);
      const part = bytes.subarray(start, end < 0 ? bytes.length : end);
      length += part.length;
      if (length <= LONGEST_LINE) parts.push(part);
      start += part.length + 1;
      if (end >= 0) yield { line: take(), isWhole: true };
    }
  }
  if (length > 0) yield { line: take(), isWhole: false };
}

function decode(kind: string, base64: string): Float32Array | string | undefined {
  const bytes = Buffer.from(base64, 'base64');
  // Node ignores what is not base64.
  if (bytes.toString('base64') !== base64) return undefined;
  if (kind === 'text') return isUtf8(bytes) ? bytes.toString() : undefined;
  return bytes.length % 4 === 0 ? floatsOf(bytes) : undefined;
}

function floatsOf(bytes: Buffer): Float32Array {
  const floats = new Float32Array(bytes.length / 4);
  for (let index = 0; index < floats.length; index++) floats[index] = bytes.readFloatLE(4 * index);
  return floats;
}
