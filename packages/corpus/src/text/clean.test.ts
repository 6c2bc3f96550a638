import { assert, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanInto, resolveCharset } from './clean.ts';

function clean(text: string, charset = 'reference'): { text: string; dropped: Record<string, number> } {
  const source = new TextEncoder().encode(text);
  const target = new Uint8Array(source.length + 1);
  const dropped = new Map<number, number>();
  const length = cleanInto(source, target, resolveCharset(charset), dropped);
  return {
    text: new TextDecoder('utf-8', { ignoreBOM: true }).decode(target.subarray(0, length)),
    dropped: Object.fromEntries([...dropped].map(([code, count]) => [String.fromCodePoint(code), count])),
  };
}

describe('cleanInto', () => {
  it('makes CR LF and CR a newline', () => {
    expect(clean('a\r\nb\rc\n\r\nd').text).toBe('a\nb\nc\n\nd\n');
  });

  it('removes a byte order mark at the start and nowhere else', () => {
    expect(clean('\ufeffa\n')).toEqual({ text: 'a\n', dropped: {} });
    expect(clean('a\ufeffb')).toEqual({ text: 'ab\n', dropped: { '\ufeff': 1 } });
  });

  it('removes white space at line ends and keeps it elsewhere', () => {
    expect(clean('\tif a:  \n    b \t\n \n  c').text).toBe('\tif a:\n    b\n\n  c\n');
    expect(clean('a\u00a0\u3000\n\u00a0b', 'unicode').text).toBe('a\n\u00a0b\n');
  });

  it('ends a document in exactly one newline', () => {
    expect(clean('\na').text).toBe('\na\n');
    expect(clean('a\n\n \n\n').text).toBe('a\n');
  });

  it('leaves nothing of a document of white space', () => {
    for (const text of ['', ' ', '\n\n', '\ufeff', ' \t\r\n']) expect(clean(text).text).toBe('');
  });

  it('drops and counts what is outside the reference set', () => {
    expect(clean('é = "naïve"\f # 😀😀')).toEqual({
      text: ' = "nave" #\n',
      dropped: { é: 1, ï: 1, '\f': 1, '😀': 2 },
    });
  });

  it('strips the white space that a dropped character leaves at a line end', () => {
    expect(clean('a = 1  é\n').text).toBe('a = 1\n');
  });

  it('keeps more on request: named characters, or all but control characters', () => {
    expect(clean('é ü 😀 ñ', 'é😀').text).toBe('é  😀\n');
    expect(clean('é 😀\u0085\u0007', 'unicode')).toEqual({
      text: 'é 😀\n',
      dropped: { '\u0085': 1, '\u0007': 1 },
    });
  });

  it('changes nothing in a clean text', () => {
    assert(
      property(string({ unit: 'binary', maxLength: 200 }), (text) => {
        const once = clean(text, 'unicode').text;
        expect(clean(once, 'unicode')).toEqual({ text: once, dropped: {} });
      }),
    );
  });

  it('keeps 97 characters in the reference set', () => {
    expect(resolveCharset('reference').ascii.reduce((sum, kept) => sum + kept, 0)).toBe(97);
  });
});
