import { open, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { MetricsLine } from '@longrange/trainer';
import { diskError, writeFileAtomically } from '@longrange/trainer/internal';
import { measurementRecord, sessionStartRecord, settingsRecord, versionRecord } from './event-records.ts';
import { measuring, readTrackedRun, type TrackedRun } from './tracked-run.ts';
import type { Tracker } from './tracker.ts';

/** The last part tells our files from those of others in the same folder. */
const ours = /^events\.out\.tfevents\.\d{10}\.longrange$/;

/**
 * The event files of a run, by name, in the order in which TensorBoard reads them: one with the settings, then one for each session. Of a session
 * that a later one went back behind, only what is still in `metrics.jsonl`.
 */
export function eventFiles(run: TrackedRun): Map<string, Uint8Array> {
  const { sessions, settings, lines } = run;
  const start = sessions[0]!.startMs;
  const records = sessions.map(({ startMs, fromStep }, index) => [
    versionRecord(startMs),
    ...(index === 0 ? [] : [sessionStartRecord(startMs, fromStep + 1)]),
  ]);
  const measure = measuring(run);
  for (const line of lines) records[sessionOf(line, run)]!.push(measurementRecord(measure(line)));
  const all = [[versionRecord(start), settingsRecord(start, settings)], ...records];
  return new Map(all.map((file, number) => [fileName(number), Buffer.concat(file)]));
}

/** The last one that began before this step. */
function sessionOf({ step }: MetricsLine, { sessions }: TrackedRun): number {
  return Math.max(
    0,
    sessions.findLastIndex(({ fromStep }) => fromStep < step),
  );
}

function fileName(number: number): string {
  return `events.out.tfevents.${String(number).padStart(10, '0')}.longrange`;
}

/** The file of the session that is under way, how much it holds, and the last step of each kind of line. */
interface CurrentFile {
  readonly run: TrackedRun;
  readonly path: string;
  size: number;
  readonly steps: Map<MetricsLine['type'], number>;
  readonly measure: ReturnType<typeof measuring>;
}

/**
 * Keeps event files in a folder equal to `eventFiles` of the run. Files only grow, so that a TensorBoard that is looking reads on, but for those of earlier
 * sessions: what a later one dropped is cut off there, and TensorBoard is told by the later one's file.
 */
export class TensorBoard implements Tracker {
  readonly name = 'tensorboard';
  readonly takesUnsaved = true;
  readonly #folder: string;
  #current: CurrentFile | undefined;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async begin(run: TrackedRun): Promise<string> {
    const files = eventFiles(run);
    for (const name of await readdir(this.#folder))
      if (ours.test(name) && !files.has(name)) await rm(join(this.#folder, name));
    const last = fileName(run.sessions.length);
    for (const [name, bytes] of files) await settle(join(this.#folder, name), bytes, name === last);
    const measure = measuring(run);
    const steps = new Map<MetricsLine['type'], number>();
    for (const line of run.lines) {
      measure(line);
      steps.set(line.type, line.step);
    }
    this.#current = { run, path: join(this.#folder, last), size: files.get(last)!.length, steps, measure };
    return this.#folder;
  }

  async add(lines: readonly MetricsLine[]): Promise<void> {
    const { run, path, size, steps, measure } = this.#current!;
    const fresh = lines.filter(({ type, step }) => step > (steps.get(type) ?? -1));
    // A validation that a resumed run makes up for belongs to the session before.
    if (fresh.some((line) => sessionOf(line, run) < run.sessions.length - 1)) {
      await this.begin(await readTrackedRun(run.folder));
      return;
    }
    const bytes = Buffer.concat(fresh.map((line) => measurementRecord(measure(line))));
    await writeAt(path, bytes, size);
    for (const { type, step } of fresh) steps.set(type, step);
    this.#current!.size += bytes.length;
  }

  async end(): Promise<void> {}
}

/** @param grows whether another process may be writing the same, and be further */
async function settle(path: string, bytes: Uint8Array, grows: boolean): Promise<void> {
  const there = await readFile(path).catch(() => undefined);
  const common = Math.min(there?.length ?? 0, bytes.length);
  if (there === undefined || !there.subarray(0, common).equals(bytes.subarray(0, common)))
    return writeFileAtomically(path, bytes);
  if (there.length < bytes.length) await writeAt(path, bytes.subarray(common), common);
  else if (there.length > bytes.length && !grows) await cut(path, bytes.length);
}

/** At a place of its own, not at the end: two processes that log one run write the same bytes to the same place. */
async function writeAt(path: string, bytes: Uint8Array, position: number): Promise<void> {
  await withFile(path, async (file) => {
    for (let done = 0; done < bytes.length; )
      done += (await file.write(bytes, done, bytes.length - done, position + done)).bytesWritten;
  });
}

function cut(path: string, size: number): Promise<void> {
  return withFile(path, (file) => file.truncate(size));
}

async function withFile(path: string, work: (file: Awaited<ReturnType<typeof open>>) => Promise<void>) {
  try {
    const file = await open(path, 'r+');
    try {
      await work(file);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw diskError(path, error);
  }
}
