import { appendFile, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { MetricsLine } from '@longrange/trainer';
import { PbfReader } from 'pbf';
import { describe, expect, it } from 'vitest';
import { eventFiles, TensorBoard } from './tensorboard.ts';
import { START_MS, stepLine, temporaryRun, validationLine, writeRun } from './testing/run-files.ts';
import { readTrackedRun } from './tracked-run.ts';

const upTo = (step: number): MetricsLine[] => Array.from({ length: step }, (_, index) => stepLine(index + 1));

/** The event files of a folder, by name. */
async function filesIn(folder: string) {
  const names = (await readdir(folder)).filter((name) => name.startsWith('events.')).sort();
  return new Map(
    await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name))] as const)),
  );
}

/** `step` of the events that have figures, `restart` before the step at which a session starts. */
function eventsOf(file: Uint8Array): (number | string)[] {
  const events: (number | string)[] = [];
  const view = new DataView(file.buffer, file.byteOffset);
  for (let at = 0; at < file.length; at += 16 + view.getUint32(at, true)) {
    const data = file.subarray(at + 12, at + 12 + view.getUint32(at, true));
    const event = new PbfReader(data).readFields(
      (tag, result, pbf) => {
        if (tag === 2) result.step = pbf.readVarint();
        if (tag === 5 || tag === 7) result.kind = tag;
      },
      { step: 0, kind: 0 },
    );
    if (event.kind !== 0) events.push(event.kind === 7 ? `restart ${event.step}` : event.step);
  }
  return events;
}

/** What a folder holds is what the run says, to the byte. */
async function expectCurrent(folder: string) {
  const there = await filesIn(folder);
  const expected = eventFiles(await readTrackedRun(folder));
  expect([...there].map(([name, bytes]) => [name, bytes.toString('hex')])).toEqual(
    [...expected].map(([name, bytes]) => [name, Buffer.from(bytes).toString('hex')]),
  );
  return [...there.values()].map(eventsOf);
}

async function begin(folder: string) {
  const tracker = new TensorBoard(folder);
  await tracker.begin(await readTrackedRun(folder));
  return tracker;
}

describe('TensorBoard', () => {
  it('has settings, then every line at its step, and counts time from the beginning of the run', async () => {
    const folder = await temporaryRun();
    await writeRun(folder, [stepLine(1), stepLine(2), validationLine(2)]);
    await begin(folder);
    // The settings are an event of step 0.
    expect(await expectCurrent(folder)).toEqual([[0], [1, 2, 2]]);
    const [settings, session] = [...(await filesIn(folder)).values()];
    expect(settings!.includes('training.split.kind')).toBe(true);
    expect(settings!.includes('vocabulary')).toBe(false);
    const seconds = Buffer.alloc(8);
    seconds.writeDoubleLE(START_MS / 1000 + 4);
    expect(session!.includes(seconds)).toBe(true);
  });

  it('grows with a training into the bytes of an export, whatever it is told twice', async () => {
    const folder = await temporaryRun();
    await writeRun(folder, upTo(2));
    const tracker = await begin(folder);
    const lines = [...upTo(3), validationLine(3), stepLine(4)];
    await writeRun(folder, lines);
    await tracker.add(lines.slice(1, 4));
    await tracker.add(lines.slice(3));
    expect(await expectCurrent(folder)).toEqual([[0], [1, 2, 3, 3, 4]]);
  });

  it('has no point twice after a resume, and tells TensorBoard which ones are gone', async () => {
    const folder = await temporaryRun();
    await writeRun(folder, upTo(9));
    await begin(folder);
    // Killed at step 9, in the middle of a record, after a checkpoint at step 5.
    const [, first] = [...(await filesIn(folder)).keys()];
    await appendFile(join(folder, first!), 'part of');
    await writeRun(folder, upTo(5), [0, 5]);
    const tracker = await begin(folder);
    const again = [stepLine(6, 1), stepLine(7, 1)];
    await writeRun(folder, [...upTo(5), ...again], [0, 5]);
    await tracker.add(again);
    expect(await expectCurrent(folder)).toEqual([[0], [1, 2, 3, 4, 5], ['restart 6', 6, 7]]);
    // Then back to step 3.
    await writeRun(folder, [...upTo(3), stepLine(4, 2)], [0, 5, 3]);
    await begin(folder);
    expect(await expectCurrent(folder)).toEqual([[0], [1, 2, 3], ['restart 6'], ['restart 4', 4]]);
  });

  it('keeps a validation that a resumed run makes up for where it belongs', async () => {
    const folder = await temporaryRun();
    await writeRun(folder, upTo(2), [0, 2]);
    const tracker = await begin(folder);
    await writeRun(folder, [...upTo(2), validationLine(2)], [0, 2]);
    await tracker.add([validationLine(2)]);
    expect(await expectCurrent(folder)).toEqual([[0], [1, 2, 2], ['restart 3']]);
  });

  it('leaves what a training is further with than this process knows', async () => {
    const folder = await temporaryRun();
    await writeRun(folder, upTo(2));
    const older = await readTrackedRun(folder);
    await writeRun(folder, upTo(3));
    await begin(folder);
    await new TensorBoard(folder).begin(older);
    expect(await expectCurrent(folder)).toEqual([[0], [1, 2, 3]]);
  });

  it('replaces what is not of this run, and no file of others', async () => {
    const folder = await temporaryRun();
    await writeRun(folder, upTo(1));
    const theirs = 'events.out.tfevents.1764316950.host.1.0';
    await writeFile(join(folder, theirs), 'theirs');
    for (const number of [1, 2])
      await writeFile(join(folder, `events.out.tfevents.000000000${number}.longrange`), 'of an older run');
    await begin(folder);
    const there = await filesIn(folder);
    expect([...there.keys()]).toEqual([...eventFiles(await readTrackedRun(folder)).keys(), theirs].sort());
    expect(there.get(theirs)!.toString()).toBe('theirs');
  });
});
