import { PbfWriter } from 'pbf';
import type { Measurement, SettingValue } from './tracked-run.ts';

/*
 * The records of TensorBoard's event files, and of its protocol buffers the few messages that figures take.
 *
 * Sources: https://github.com/tensorflow/tensorflow/blob/master/tensorflow/core/lib/io/record_writer.h,
 * https://github.com/tensorflow/tensorboard/blob/master/tensorboard/compat/proto/event.proto (and summary.proto),
 * https://github.com/tensorflow/tensorboard/blob/master/tensorboard/plugins/hparams/plugin_data.proto
 */

/** A file begins with this: it says that what follows is read by the rules of today, by which a session that starts replaces later steps. */
export function versionRecord(timeMs: number): Uint8Array {
  return eventRecord(timeMs, 0, (event) => event.writeStringField(3, 'brain.Event:2'));
}

/** A session starts: what was recorded of this step and later ones no longer holds. */
export function sessionStartRecord(timeMs: number, step: number): Uint8Array {
  return eventRecord(timeMs, step, (event) =>
    event.writeMessage(7, (start, log) => log.writeVarintField(1, start), SESSION_START),
  );
}

/** Figures become float32. */
export function measurementRecord({ step, timeMs, figures }: Measurement): Uint8Array {
  return eventRecord(timeMs, step, (event) => event.writeMessage(5, writeFigures, figures));
}

/** What the tab HParams compares runs by. */
export function settingsRecord(timeMs: number, settings: ReadonlyMap<string, SettingValue>): Uint8Array {
  const data = new PbfWriter();
  data.writeMessage(3, writeSessionInfo, { settings, timeMs });
  return eventRecord(timeMs, 0, (event) => event.writeMessage(5, writeSettingsValue, data.finish()));
}

const SESSION_START = 1;
/** DataType DT_FLOAT */
const FLOAT = 1;

function writeFigures(figures: Measurement['figures'], summary: PbfWriter): void {
  for (const figure of figures) {
    summary.writeMessage(
      1,
      ([tag, value], message) => {
        message.writeStringField(1, tag);
        message.writeFloatField(2, value);
      },
      figure,
    );
  }
}

function writeSessionInfo(
  { settings, timeMs }: { readonly settings: ReadonlyMap<string, SettingValue>; readonly timeMs: number },
  info: PbfWriter,
): void {
  for (const entry of settings) {
    info.writeMessage(
      1,
      ([name, setting], pair) => {
        pair.writeStringField(1, name);
        pair.writeMessage(2, writeSetting, setting);
      },
      entry,
    );
  }
  info.writeDoubleField(5, timeMs / 1000);
}

function writeSetting(setting: SettingValue, value: PbfWriter): void {
  if (typeof setting === 'number') value.writeDoubleField(2, setting);
  else if (typeof setting === 'string') value.writeStringField(3, setting);
  else value.writeBooleanField(4, setting);
}

/** A value for a plugin has its data in the metadata; its tensor is empty. */
function writeSettingsValue(data: Uint8Array, summary: PbfWriter): void {
  summary.writeMessage(
    1,
    (content, value) => {
      value.writeStringField(1, '_hparams_/session_start_info');
      value.writeMessage(8, writeEmptyTensor, null);
      value.writeMessage(
        9,
        (_, metadata) =>
          metadata.writeMessage(
            1,
            (bytes, plugin) => {
              plugin.writeStringField(1, 'hparams');
              plugin.writeBytesField(2, bytes);
            },
            content,
          ),
        null,
      );
    },
    data,
  );
}

function writeEmptyTensor(_: null, tensor: PbfWriter): void {
  tensor.writeVarintField(1, FLOAT);
  tensor.writeMessage(2, (__, shape) => shape.writeMessage(2, () => undefined, null), null);
}

function eventRecord(timeMs: number, step: number, write: (event: PbfWriter) => void): Uint8Array {
  const event = new PbfWriter();
  event.writeDoubleField(1, timeMs / 1000);
  if (step > 0) event.writeVarintField(2, step);
  write(event);
  return frame(event.finish());
}

/** Length (uint64) and its checksum, the data and its checksum; all little-endian. */
export function frame(data: Uint8Array): Uint8Array {
  const record = Buffer.alloc(data.length + 16);
  record.writeBigUInt64LE(BigInt(data.length));
  record.writeUInt32LE(maskedCrc(record.subarray(0, 8)), 8);
  record.set(data, 12);
  record.writeUInt32LE(maskedCrc(data), 12 + data.length);
  return record;
}

/** Rotated, and a constant added: a checksum of data that holds checksums would be a bad one. */
function maskedCrc(data: Uint8Array): number {
  const crc = crc32c(data);
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}

/** Castagnoli's polynomial, bits reversed: the remainders of all bytes. */
const remainders = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit++) remainder = (remainder >>> 1) ^ (remainder & 1 ? 0x82f63b78 : 0);
  return remainder;
});

/** CRC-32C (RFC 3720, appendix B.4), which zlib's checksum is not. */
export function crc32c(data: Uint8Array): number {
  let crc = ~0;
  for (const byte of data) crc = remainders[(crc ^ byte) & 0xff]! ^ (crc >>> 8);
  return ~crc >>> 0;
}
