import { assert, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyCharacter } from '../testing/helpers.ts';
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
  it.each<[what: string, text: string, cleaned: string, dropped?: Record<string, number>, charset?: string]>([
    ['makes CR LF and CR a newline', 'a\r\nb\rc\n\r\nd', 'a\nb\nc\n\nd\n'],
    ['removes a byte order mark', '\ufeffa\n', 'a\n'],
    ['removes no byte order mark elsewhere', 'a\ufeffb', 'ab\n', { '\ufeff': 1 }],
    ['removes white space at line ends', '\tif a:  \n    b \t\n \n  c', '\tif a:\n    b\n\n  c\n'],
    ['and other white space', 'a\u00a0\u3000\n\u00a0b', 'a\n\u00a0b\n', {}, 'unicode'],
    ['keeps empty lines at the beginning', '\na', '\na\n'],
    ['ends a document in exactly one newline', 'a\n\n \n\n', 'a\n'],
    ['leaves nothing of white space', '\ufeff \t\r\n', ''],
    ['leaves nothing of nothing', '', ''],
    ['drops other characters', 'é = "naïve"\f # 😀😀', ' = "nave" #\n', { é: 1, ï: 1, '\f': 1, '😀': 2 }],
    ['strips what they leave at a line end', 'a = 1  é\n', 'a = 1\n', { é: 1 }],
    ['keeps named characters', 'é ü 😀 ñ', 'é  😀\n', { ü: 1, ñ: 1 }, 'é😀'],
    [
      'keeps all but control characters',
      'é 😀\u0085\u0007',
      'é 😀\n',
      { '\u0085': 1, '\u0007': 1 },
      'unicode',
    ],
  ])('%s', (_, text, cleaned, dropped = {}, charset = 'reference') => {
    expect(clean(text, charset)).toEqual({ text: cleaned, dropped });
  });

  it('changes nothing in a clean text', () => {
    assert(
      property(string({ unit: anyCharacter, maxLength: 200 }), (text) => {
        const once = clean(text, 'unicode').text;
        expect(clean(once, 'unicode')).toEqual({ text: once, dropped: {} });
      }),
    );
  });
});
