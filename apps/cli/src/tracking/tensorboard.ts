import { open, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { MetricsLine } from '@longrange/trainer';
import { diskError, readMetrics, writeFileAtomically } from '@longrange/trainer/internal';
import { PbfWriter } from 'pbf';
import { z } from 'zod';
import { parseRunFile } from '../run/run-record.ts';

/*
 * Formats: https://github.com/tensorflow/tensorflow/blob/master/tensorflow/core/lib/io/record_writer.h,
 * https://github.com/tensorflow/tensorboard/blob/master/tensorboard/compat/proto/event.proto (and summary.proto)
 */

/** The suffix distinguishes our files from those of other programs in the same folder. */
const ours = /^events\.out\.tfevents\.(\d{10})\.longrange$/;

/**
 * Writes a run's figures to one event file in its folder. It grows in place, so an open TensorBoard reads on. When it no longer begins as the run
 * does, a file with the next number replaces it, whose first event tells TensorBoard to forget earlier points.
 *
 * @param lastStep leaves out later figures
 * @throws LongrangeError `RUN_DAMAGED`, `RUN_NEWER`, `RUN_OLDER`, `WRITE_FAILED`
 */
export async function writeEventFile(folder: string, lastStep = Number.POSITIVE_INFINITY): Promise<void> {
  const bytes = await eventsOf(folder, lastStep);
  const old = (await readdir(folder)).filter((name) => ours.test(name)).sort();
  const newest = old.at(-1);
  if (newest !== undefined && (await grow(join(folder, newest), bytes))) return;
  const number = newest === undefined ? 1 : Number(ours.exec(newest)![1]) + 1;
  const name = `events.out.tfevents.${String(number).padStart(10, '0')}.longrange`;
  await writeFileAtomically(join(folder, name), bytes);
  for (const one of old) await rm(join(folder, one), { force: true });
}

/**
 * Writes what is missing at the end of a file: two processes that export a run write the same bytes to the same place, and the next call completes
 * a short write. Returns false if the file begins otherwise.
 */
async function grow(path: string, bytes: Buffer): Promise<boolean> {
  const there = await readFile(path);
  const common = Math.min(there.length, bytes.length);
  if (!bytes.subarray(0, common).equals(there.subarray(0, common))) return false;
  try {
    const file = await open(path, 'r+');
    await file.write(bytes, common, bytes.length - common, common).finally(() => file.close());
  } catch (error) {
    throw diskError(path, error);
  }
  return true;
}

const sessionsSchema = z.object({ sessions: z.array(z.object({ startedAt: z.iso.datetime() })).min(1) });

const quality = ['bitsPerCharacter', 'lossNats', 'accuracy'] as const;
const training = [...quality, 'learningRate', 'gradientNorm', 'charactersPerSecond'] as const;

/**
 * Contents of the event file: the start of the run and an event for each line of `metrics.jsonl`, with figures as float32. The time of an event is
 * the start of the run plus the time spent training by then, without pauses.
 */
async function eventsOf(folder: string, lastStep: number): Promise<Buffer> {
  const { sessions } = await parseRunFile(folder, sessionsSchema);
  const startMs = Date.parse(sessions[0]!.startedAt);
  const events = [
    event(startMs, 0, (to) => to.writeStringField(3, 'brain.Event:2')),
    // SessionLog.START
    event(startMs, 0, (to) => to.writeMessage(7, (start, log) => log.writeVarintField(1, start), 1)),
  ];
  let elapsedSeconds = 0;
  for (const line of await readMetrics(folder)) {
    if (line.type === 'step') elapsedSeconds = line.elapsedSeconds;
    if (line.step > lastStep) continue;
    const timeMs = Math.round(startMs + 1000 * elapsedSeconds);
    events.push(event(timeMs, line.step, (to) => to.writeMessage(5, writeFigures, line)));
  }
  return Buffer.concat(events);
}

function writeFigures(line: MetricsLine, summary: PbfWriter): void {
  const write = ([tag, value]: readonly [string, number], to: PbfWriter): void => {
    to.writeStringField(1, tag);
    to.writeFloatField(2, value);
  };
  const figures =
    line.type === 'step'
      ? training.map((key) => [`train/${key}`, line[key]] as const)
      : quality.map((key) => [`validation/${key}`, line[key]] as const);
  for (const figure of figures) if (Number.isFinite(figure[1])) summary.writeMessage(1, write, figure);
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
