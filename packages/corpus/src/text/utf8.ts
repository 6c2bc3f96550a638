/** Bytes of the UTF-8 sequence that starts with `lead`; the text must be valid UTF-8. */
export function sequenceLength(lead: number): 1 | 2 | 3 | 4 {
  if (lead < 0x80) return 1;
  if (lead < 0xe0) return 2;
  return lead < 0xf0 ? 3 : 4;
}

/** The code point whose sequence starts at `index` of valid UTF-8. */
export function codePointAt(bytes: Uint8Array, index: number): number {
  const lead = bytes[index]!;
  if (lead < 0x80) return lead;
  const second = bytes[index + 1]! & 0x3f;
  if (lead < 0xe0) return ((lead & 0x1f) << 6) | second;
  const third = bytes[index + 2]! & 0x3f;
  if (lead < 0xf0) return ((lead & 0x0f) << 12) | (second << 6) | third;
  return ((lead & 0x07) << 18) | (second << 12) | (third << 6) | (bytes[index + 3]! & 0x3f);
}

/** Code points in valid UTF-8: the bytes that do not continue a sequence. */
export function countCodePoints(bytes: Uint8Array): number {
  let count = 0;
  for (let i = 0; i < bytes.length; i++) if ((bytes[i]! & 0xc0) !== 0x80) count++;
  return count;
}
