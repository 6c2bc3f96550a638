import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { AnswerJournal } from '@longrange/eval/evaluation';

/**
 * Answers in a file, one to a line: what was asked, and what was written, or numbers as base64 of float32. A line that was cut off by the end of a process is no answer.
 */
export function openAnswers(path: string): AnswerJournal & { readonly size: number } {
  const kept = new Map<string, Float32Array | string>();
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  for (const line of text.split('\n')) {
    const [question, kind, answer] = line.split(' ', 3);
    if (question === undefined || answer?.endsWith('.') !== true) continue;
    const bytes = Buffer.from(answer.slice(0, -1), 'base64');
    kept.set(question, kind === 'text' ? bytes.toString() : floatsOf(bytes));
  }
  mkdirSync(dirname(path), { recursive: true });
  if (text !== '' && !text.endsWith('\n')) appendFileSync(path, '\n');
  return {
    size: kept.size,
    get: (question) => kept.get(question),
    add(question, answer) {
      kept.set(question, answer);
      const isText = typeof answer === 'string';
      const bytes = isText
        ? Buffer.from(answer)
        : Buffer.from(answer.buffer, answer.byteOffset, answer.byteLength);
      appendFileSync(path, `${question} ${isText ? 'text' : 'float32'} ${bytes.toString('base64')}.\n`);
    },
  };
}

function floatsOf(bytes: Buffer): Float32Array {
  const floats = new Float32Array(bytes.length / 4);
  for (let index = 0; index < floats.length; index++) floats[index] = bytes.readFloatLE(4 * index);
  return floats;
}
