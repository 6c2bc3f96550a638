import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { diskError, systemErrorCode } from './disk-error.ts';
import type { StepEvent, ValidationEvent } from './events.ts';
import { writeFileAtomically } from './write-atomically.ts';

/** One line of `metrics.jsonl`. */
export type MetricsLine = StepEvent | ValidationEvent;

/** Appends to `metrics.jsonl`: each line is with the system when `append` returns, on the disk after `flush`. */
export class MetricsLog {
  readonly #path: string;
  readonly #descriptor: number;

  private constructor(path: string) {
    this.#path = path;
    this.#descriptor = openSync(path, 'a');
  }

  /**
   * Opens the log of a run and drops the lines that are not `kept`, so that a resumed curve has no point twice.
   *
   * @throws LongrangeError `WRITE_FAILED`
   */
  static async open(runFolder: string, kept: (line: MetricsLine) => boolean): Promise<MetricsLog> {
    const path = metricsPath(runFolder);
    try {
      const lines = (await readMetrics(runFolder)).filter(kept);
      await writeFileAtomically(path, lines.map(toLine).join(''));
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

  close(): void {
    closeSync(this.#descriptor);
  }
}

/**
 * The lines of a run's `metrics.jsonl`, none where there is no such file. The end of a line that a killed
 * process never finished is left out.
 */
export async function readMetrics(runFolder: string): Promise<MetricsLine[]> {
  let text: string;
  try {
    text = await readFile(metricsPath(runFolder), 'utf8');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(systemErrorCode(error) ?? '')) return [];
    throw error;
  }
  return text.split('\n').flatMap((line) => {
    try {
      return line === '' ? [] : [JSON.parse(line) as MetricsLine];
    } catch {
      return [];
    }
  });
}

function metricsPath(runFolder: string): string {
  return join(runFolder, 'metrics.jsonl');
}

function toLine(line: MetricsLine): string {
  return `${JSON.stringify(line)}\n`;
}

/** A nearly full disk takes a part of what it is given before it fails. */
function writeAll(descriptor: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let written = 0; written < bytes.length; ) written += writeSync(descriptor, bytes, written);
}
