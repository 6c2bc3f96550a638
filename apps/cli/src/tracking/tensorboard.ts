import { open, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { diskError, writeFileAtomically } from '@longrange/trainer/internal';
import { PbfWriter } from 'pbf';
import type { TrackedRun } from './tracked-run.ts';

/*
 * Formats: https://github.com/tensorflow/tensorflow/blob/master/tensorflow/core/lib/io/record_writer.h,
 * https://github.com/tensorflow/tensorboard/blob/master/tensorboard/compat/proto/event.proto (and summary.proto)
 */

/** The suffix distinguishes our files from those of other programs in the same folder. */
const ours = /^events\.out\.tfevents\.(\d{10})\.longrange$/;

/**
 * Keeps one event file in the run's folder. It grows in place, so an open TensorBoard reads on. When it no longer begins as the run does, a file with the
 * next number replaces it, whose first event tells TensorBoard to forget earlier points.
 */
export async function syncTensorBoard(run: TrackedRun): Promise<string> {
  const old = (await readdir(run.folder)).filter((name) => ours.test(name)).sort();
  const number = old.length === 0 ? 0 : Number(ours.exec(old.at(-1)!)![1]);
  const pathOf = (count: number): string =>
    join(run.folder, `events.out.tfevents.${String(count).padStart(10, '0')}.longrange`);
  const bytes = eventFile(run);
  const there = await readFile(pathOf(number)).catch(() => new Uint8Array());
  const common = Math.min(there.length, bytes.length);
  if (there.length > 0 && bytes.subarray(0, common).equals(there.subarray(0, common)))
    // Another process may have written more of the same run already.
    await writeAt(pathOf(number), bytes.subarray(common), common).catch((error) => {
      throw diskError(pathOf(number), error);
    });
  else {
    await writeFileAtomically(pathOf(number + 1), bytes);
    for (const name of old) await rm(join(run.folder, name));
  }
  return run.folder;
}

/** Contents of the event file of a run; figures become float32. */
export function eventFile({ startMs, measurements }: TrackedRun): Buffer {
  return Buffer.concat([
    event(startMs, 0, (to) => to.writeStringField(3, 'brain.Event:2')),
    event(startMs, 0, (to) =>
      // SessionLog.START
      to.writeMessage(7, (start, log) => log.writeVarintField(1, start), 1),
    ),
    ...measurements.map(({ step, timeMs, figures }) =>
      event(timeMs, step, (to) => to.writeMessage(5, writeFigures, figures)),
    ),
  ]);
}

function writeFigures(figures: TrackedRun['measurements'][number]['figures'], summary: PbfWriter): void {
  const write = ([tag, value]: readonly [string, number], to: PbfWriter): void => {
    to.writeStringField(1, tag);
    to.writeFloatField(2, value);
  };
  for (const figure of figures) summary.writeMessage(1, write, figure);
}

function event(timeMs: number, step: number, write: (event: PbfWriter) => void): Buffer {
  const to = new PbfWriter();
  to.writeDoubleField(1, timeMs / 1000);
  if (step > 0) to.writeVarintField(2, step);
  write(to);
  return frame(to.finish());
}

/** A record: length (uint64) and its checksum, data and its checksum, all little-endian. */
export function frame(data: Uint8Array): Buffer {
  const record = Buffer.alloc(data.length + 16);
  record.writeBigUInt64LE(BigInt(data.length));
  record.writeUInt32LE(maskedCrc(record.subarray(0, 8)), 8);
  record.set(data, 12);
  record.writeUInt32LE(maskedCrc(data), 12 + data.length);
  return record;
}

/** Rotates the checksum and adds a constant, because a CRC of data that contains CRCs is a bad one. */
function maskedCrc(data: Uint8Array): number {
  const crc = crc32c(data);
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}

/** Remainders of all bytes modulo Castagnoli's polynomial, bits reversed. */
const remainders = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit++) remainder = (remainder >>> 1) ^ (remainder & 1 ? 0x82f63b78 : 0);
  return remainder;
});

/** CRC-32C (RFC 3720, appendix B.4); zlib has only CRC-32. */
function crc32c(data: Uint8Array): number {
  let crc = ~0;
  for (const byte of data) crc = remainders[(crc ^ byte) & 0xff]! ^ (crc >>> 8);
  return ~crc >>> 0;
}

/** Writes at a position: two processes that export a run write the same bytes to the same place. The next call completes a short write. */
async function writeAt(path: string, bytes: Uint8Array, position: number): Promise<void> {
  const file = await open(path, 'r+');
  await file.write(bytes, 0, bytes.length, position).finally(() => file.close());
}
