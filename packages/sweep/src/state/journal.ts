import { closeSync, constants, fstatSync, openSync, readSync, type Stats, writeSync } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isSystemError, LongrangeError, systemProblem } from '@longrange/errors';
import { z } from 'zod';

/** Maximum rung. Each takes at least twice as many validations as the one before: no training is that long. */
const MOST_RUNGS = 60;

const eventSchema = z.discriminatedUnion('type', [
  /** An attempt at a trial began. `asWritten` identifies its run if the text that is part of the name is gone. */
  z.object({
    type: z.literal('start'),
    trial: z.string(),
    asWritten: z.string().optional(),
    time: z.string(),
  }),
  /** The trial failed; the message is the first line of the error. */
  z.object({ type: z.literal('fail'), trial: z.string(), time: z.string(), message: z.string() }),
  /** The trial's run was evaluated. */
  z.object({ type: z.literal('evaluate'), trial: z.string(), suite: z.string(), time: z.string() }),
  /** Trials of one setting were promoted to a rung. */
  z.object({
    type: z.literal('promote'),
    trials: z.array(z.string()),
    rung: z.int().min(0).max(MOST_RUNGS),
    time: z.string(),
  }),
]);

/** Maximum bytes: space for the events of a million trials. */
const MOST_BYTES = 2 ** 28;

/** Line of a sweep's journal: what the folders of the runs do not record. */
export type JournalEvent = Readonly<z.output<typeof eventSchema>>;
/** Event without its time, which the journal adds. */
export type NewEvent = JournalEvent extends infer One
  ? One extends unknown
    ? Omit<One, 'time'>
    : never
  : never;

/**
 * Appends to a journal. Each event is a single write of a whole line to a file open for appending, so several processes may
 * write it.
 */
export class Journal {
  readonly #path: string;
  readonly #descriptor: number;

  private constructor(path: string, descriptor: number) {
    this.#path = path;
    this.#descriptor = descriptor;
  }

  /** Opens the journal, and creates it if necessary. @throws LongrangeError `WRITE_FAILED` */
  static async open(path: string): Promise<Journal> {
    try {
      await mkdir(dirname(path), { recursive: true });
      const descriptor = openSync(path, 'a+');
      const status = fstatSync(descriptor);
      if (!status.isFile()) closeSync(descriptor);
      refuseOthers(path, status);
      const journal = new Journal(path, descriptor);
      // A process killed while writing leaves a partial line; the next event must not become part of it.
      if (journal.#endsWithin()) writeSync(journal.#descriptor, '\n');
      return journal;
    } catch (error) {
      throw failure(path, error);
    }
  }

  /** @throws LongrangeError `WRITE_FAILED` */
  append(event: NewEvent): void {
    const line = `${JSON.stringify({ ...event, time: new Date().toISOString() })}\n`;
    try {
      writeSync(this.#descriptor, line);
    } catch (error) {
      throw failure(this.#path, error);
    }
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  #endsWithin(): boolean {
    const { size } = fstatSync(this.#descriptor);
    const last = Buffer.alloc(1);
    return size > 0 && readSync(this.#descriptor, last, 0, 1, size - 1) === 1 && last[0] !== 0x0a;
  }
}

/**
 * Reads the events of a journal in order; none if there is no file. Anything that is not an event, such as a torn line, is skipped.
 *
 * @throws LongrangeError `JOURNAL_REFUSED` for anything but a regular file, and for one that is too large
 */
export async function readJournal(path: string): Promise<JournalEvent[]> {
  // Opening a pipe that nobody writes to would block.
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
      throw error;
    },
  );
  if (file === null) return [];
  try {
    refuseOthers(path, await file.stat());
    return (await file.readFile('utf8')).split('\n').flatMap(parseLine);
  } finally {
    await file.close();
  }
}

function refuseOthers(path: string, status: Stats): void {
  if (status.isFile() && status.size <= MOST_BYTES) return;
  const got = status.isFile() ? `one of ${status.size} bytes` : 'something that is not a file';
  throw new LongrangeError({
    code: 'JOURNAL_REFUSED',
    message: `Expected ${path} to be a sweep's journal, a file of at most ${MOST_BYTES} bytes, got ${got}.`,
    hint: 'move it away: the folders of the runs tell what is done.',
  });
}

function parseLine(line: string): JournalEvent[] {
  try {
    return line === '' ? [] : [eventSchema.parse(JSON.parse(line))];
  } catch {
    return [];
  }
}

function failure(path: string, cause: unknown): unknown {
  if (!isSystemError(cause)) return cause;
  return new LongrangeError({ code: 'WRITE_FAILED', ...systemProblem('write', path, cause), cause });
}
