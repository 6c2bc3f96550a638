import { assert, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCorpus } from '../load-corpus.ts';
import { anyCharacter, trainOnly } from '../testing/helpers.ts';
import { CharTokenizer, encodeSplit } from './char-tokenizer.ts';

describe('CharTokenizer', () => {
  it('drops unknown characters, and dropping is stable', () => {
    assert(
      property(
        string({ unit: anyCharacter, minLength: 1 }),
        string({ unit: anyCharacter }),
        (known, text) => {
          const tokenizer = CharTokenizer.fromText(known);
          const codePoints = tokenizer.vocabulary.map((character) => character.codePointAt(0)!);
          expect(codePoints).toEqual(codePoints.toSorted((a, b) => a - b));
          const seen = tokenizer.decode(tokenizer.encode(text));
          expect(seen).toBe([...text].filter((character) => known.includes(character)).join(''));
          expect(tokenizer.decode(tokenizer.encode(seen))).toBe(seen);
          expect([...seen].length + tokenizer.countUnknown(text)).toBe([...text].length);
        },
      ),
    );
  });

  it('refuses unknown characters on request', () => {
    const tokenizer = CharTokenizer.fromText('ab');
    expect(() => tokenizer.encode('aé', { unknown: 'error' })).toThrow(
      expect.objectContaining({ code: 'TOKENIZER_UNKNOWN_CHARACTER', exitCode: 2 }),
    );
    expect([...tokenizer.encode('aéb')]).toEqual([0, 1]);
  });

  // reliability: sizes
  it('refuses a text of more kinds of characters than any script has', () => {
    const text = (kinds: number) =>
      Array.from({ length: kinds }, (_, index) => String.fromCodePoint(0x10000 + index)).join('');
    expect(CharTokenizer.fromText(text(16_384)).size).toBe(16_384);
    expect(() => CharTokenizer.fromText(text(16_385))).toThrow(
      expect.objectContaining({
        message: expect.stringMatching(/1 to 16384 characters .*got 16385/),
        hint: expect.stringContaining("charset 'reference'"),
      }),
    );
    const corpus = createCorpus([{ path: 'a', text: text(100_000) }], {
      charset: 'unicode',
      split: trainOnly,
    });
    expect(() => CharTokenizer.fromSplit(corpus.split('train'))).toThrow(/got 100001/);
  });

  // reliability: sizes
  it('refuses a vocabulary that is none, and ids that are none', () => {
    for (const vocabulary of [[], ['a', 'a'], ['ab'], [''], [1 as unknown as string]]) {
      expect(() => CharTokenizer.fromVocabulary(vocabulary)).toThrow(
        expect.objectContaining({ code: 'TOKENIZER_VOCABULARY' }),
      );
    }
    expect(() => CharTokenizer.fromText('ab').decode([0, 2])).toThrow(
      'Expected ids below 2, got 2 at index 1.',
    );
  });
});

describe('fromSplit and encodeSplit', () => {
  it('encode bytes as encode does text', () => {
    assert(
      property(string({ unit: anyCharacter, minLength: 1 }), (text) => {
        const documents = [{ path: 'a.py', text: `x${text.replaceAll('\0', '')}` }];
        const split = createCorpus(documents, { charset: 'unicode', split: trainOnly }).split('train');
        const tokenizer = CharTokenizer.fromSplit(split);
        expect(tokenizer.vocabulary).toEqual(CharTokenizer.fromText(split.text(0)).vocabulary);
        expect([...encodeSplit(split, tokenizer).ids]).toEqual([...tokenizer.encode(split.text(0))]);
      }),
    );
  });

  it('give document offsets in ids, and count what they drop', () => {
    const documents = [
      { path: 'a.py', text: 'abc' },
      { path: 'b.py', text: 'bcd' },
    ];
    const split = createCorpus(documents, { split: trainOnly }).split('train');
    const { ids, documents: spans, unknownCharacters } = encodeSplit(split, CharTokenizer.fromText('\nbd'));
    expect([...ids]).toEqual([1, 0, 1, 2, 0]);
    expect(ids).toBeInstanceOf(Uint8Array);
    expect(spans).toEqual([
      { path: 'a.py', start: 0, end: 2 },
      { path: 'b.py', start: 2, end: 5 },
    ]);
    expect(unknownCharacters).toBe(3);
  });

  it('use 16 bits for more than 256 characters', () => {
    const text = Array.from({ length: 300 }, (_, index) => String.fromCodePoint(0x4e00 + index)).join('');
    const corpus = createCorpus([{ path: 'a.py', text }], { charset: 'unicode', split: trainOnly });
    const { ids } = encodeSplit(corpus.split('train'), CharTokenizer.fromSplit(corpus.split('train')));
    expect([ids.BYTES_PER_ELEMENT, ids[299]]).toEqual([2, 300]);
  });
});
