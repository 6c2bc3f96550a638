import {
  closeSync,
  createReadStream,
  fdatasyncSync,
  fstatSync,
  openSync,
  readSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { diskError, systemErrorCode, writeFileAtomically } from '../disk/write-atomically.ts';
import type { StepEvent, ValidationEvent } from './events.ts';

/** Line of `metrics.jsonl`. */
export type MetricsLine = StepEvent | ValidationEvent;

/** Appends to `metrics.jsonl`: each line has reached the system when `append` returns, and the disk after `flush`. */
export class MetricsLog {
  readonly #path: string;
  readonly #descriptor: number;

  private constructor(path: string) {
    this.#path = path;
    this.#descriptor = openSync(path, 'a+');
  }

  /**
   * Opens the log of a run and drops the lines that are not `kept`, so that a resumed curve contains no point twice.
   *
   * @throws LongrangeError `WRITE_FAILED`
   */
  static async open(runFolder: string, kept: (line: MetricsLine) => boolean): Promise<MetricsLog> {
    const path = metricsPath(runFolder);
    try {
      const parts: Buffer[] = [];
      for await (const lines of metricsIn(path))
        parts.push(Buffer.from(lines.filter(kept).map(toLine).join('')));
      await writeFileAtomically(path, Buffer.concat(parts));
      return new MetricsLog(path);
    } catch (error) {
      throw diskError(path, error);
    }
  }

  /** @throws LongrangeError `WRITE_FAILED` */
  append(line: MetricsLine): void {
    try {
      writeAll(this.#descriptor, toLine(line));
    } catch (error) {
      throw diskError(this.#path, error);
    }
  }

  /** @throws LongrangeError `WRITE_FAILED` */
  flush(): void {
    try {
      fdatasyncSync(this.#descriptor);
    } catch (error) {
      throw diskError(this.#path, error);
    }
  }

  /**
   * Returns false if the file was removed, moved or replaced, so that nobody else sees what is appended. Compares sizes, since not every network
   * disk gives a file the same inode number twice.
   */
  isInPlace(): boolean {
    const own = fstatSync(this.#descriptor);
    const there = statSync(this.#path, { throwIfNoEntry: false });
    return own.nlink > 0 && there?.size === own.size;
  }

  /** Reads everything that was written, even if the file was removed. */
  read(): Uint8Array {
    const bytes = Buffer.alloc(fstatSync(this.#descriptor).size);
    for (let end = 0; end < bytes.length; ) {
      const read = readSync(this.#descriptor, bytes, end, bytes.length - end, end);
      if (read === 0) break;
      end += read;
    }
    return bytes;
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}

/**
 * Reads the lines of a run's `metrics.jsonl`, none if it does not exist. Skips anything that is not such a line, in particular a last one that a
 * killed process left unfinished.
 */
export async function readMetrics(runFolder: string): Promise<MetricsLine[]> {
  const all: MetricsLine[] = [];
  for await (const lines of metricsIn(metricsPath(runFolder))) for (const line of lines) all.push(line);
  return all;
}

/** Longer lines are not ours; keeping one could take more memory than a string may have. */
const LONGEST_LINE = 2 ** 16;

/** Yields the lines of a file part by part, since it may be longer than a string can be. */
async function* metricsIn(path: string): AsyncIterable<MetricsLine[]> {
  let rest = '';
  try {
    for await (const text of createReadStream(path, { encoding: 'utf8', highWaterMark: 2 ** 20 })) {
      const lines = `${rest}${text}`.split('\n');
      rest = lines.pop()!;
      if (rest.length > LONGEST_LINE) rest = rest.slice(0, LONGEST_LINE);
      yield lines.flatMap(parseLine);
    }
  } catch (error) {
    if (!['ENOENT', 'ENOTDIR'].includes(systemErrorCode(error) ?? '')) throw error;
  }
  yield parseLine(rest);
}

function parseLine(line: string): MetricsLine[] {
  try {
    const json: unknown = line === '' ? undefined : JSON.parse(line);
    return isMetricsLine(json) ? [json] : [];
  } catch {
    return [];
  }
}

const qualityFields = ['step', 'charactersSeen', 'lossNats', 'bitsPerCharacter', 'accuracy'];
const fieldsOf = new Map<unknown, readonly string[]>([
  ['step', [...qualityFields, 'learningRate', 'gradientNorm', 'elapsedSeconds']],
  ['validation', [...qualityFields, 'characters']],
]);

/** Returns true for an object with the numbers that a line of its type has. */
function isMetricsLine(json: unknown): json is MetricsLine {
  if (typeof json !== 'object' || json === null || !('type' in json)) return false;
  const fields = fieldsOf.get(json.type);
  return fields?.every((field) => Number.isFinite((json as Record<string, unknown>)[field])) ?? false;
}

export function metricsPath(runFolder: string): string {
  return join(runFolder, 'metrics.jsonl');
}

function toLine(line: MetricsLine): string {
  return `${JSON.stringify(line)}\n`;
}

/** Writes all of a text, in a loop because a nearly full disk accepts a part before it fails. */
function writeAll(descriptor: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let written = 0; written < bytes.length; ) written += writeSync(descriptor, bytes, written);
}
