import { describe, expect, it } from 'vitest';
import { crc32c, frame, measurementRecord, sessionStartRecord, versionRecord } from './event-records.ts';

const bytes = (hex: string) => Buffer.from(hex.replaceAll(' ', ''), 'hex');
const hex = (data: Uint8Array) => Buffer.from(data).toString('hex');

describe('crc32c', () => {
  it.each([
    ['32 zeros (RFC 3720, B.4)', Buffer.alloc(32), 0x8a9136aa],
    ['32 ones', Buffer.alloc(32, 0xff), 0x62a8ab43],
    ['32 rising', Uint8Array.from({ length: 32 }, (_, index) => index), 0x46dd794e],
    ['32 falling', Uint8Array.from({ length: 32 }, (_, index) => 31 - index), 0x113fdb5c],
    ['the nine digits, as catalogues of CRCs have it', Buffer.from('123456789'), 0xe3069283],
  ])('is as published for %s', (_, data, expected) => {
    expect(crc32c(data)).toBe(expected);
  });
});

describe('records of event files', () => {
  it('begin as every event file of TensorFlow does: 24 bytes, and the masked checksum of that', () => {
    const record = versionRecord(1_500);
    // Field 1, a double of 1.5 s; field 3, 13 bytes.
    const event = bytes(`09 000000000000f83f 1a 0d ${hex(Buffer.from('brain.Event:2'))}`);
    expect(hex(record.subarray(0, 12))).toBe('1800000000000000a37f4b22');
    expect(hex(record.subarray(12, 36))).toBe(hex(event));
    expect(record).toEqual(frame(event));
    expect(record).toHaveLength(12 + 24 + 4);
  });

  it('have the masked checksum of their data at the end', () => {
    // 0xe3069283: rotated right by 15 it is 0x2507c60d; plus 0xa282ead8 it is 0xc78ab0e5.
    expect(hex(frame(Buffer.from('123456789')).subarray(-4))).toBe('e5b08ac7');
  });

  it('hold figures as float32 by their names, and the step', () => {
    const record = measurementRecord({ step: 300, timeMs: 1_500, figures: [['a/b', 0.1]] });
    // 300 is ac 02; the summary has one value of 10 bytes: its tag, and 0.1 in float32.
    const event = '09 000000000000f83f 10 ac02 2a 0c 0a 0a 0a 03 612f62 15 cdcccc3d';
    expect(hex(record.subarray(12, -4))).toBe(hex(bytes(event)));
  });

  it('tell where a session starts', () => {
    const event = '09 000000000000f83f 10 05 3a 02 08 01';
    expect(hex(sessionStartRecord(1_500, 5).subarray(12, -4))).toBe(hex(bytes(event)));
  });
});
