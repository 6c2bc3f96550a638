import { afterAll, describe, expect, it } from 'vitest';
import { analyzeDocument } from '../src/document/document.ts';
import { LANGUAGES } from '../src/languages/index.ts';
import { createParser } from '../src/parser/create-parser.ts';
import { HOSTILE, isWhole } from '../src/testing/index.ts';

const parsers = await Promise.all(LANGUAGES.map(createParser));

afterAll(() => {
  for (const parser of parsers) parser.dispose();
});

const LENGTH = isWhole ? 2 ** 20 : 4096;
const sound = 'a = [(b, c), {d: e}]\n';

describe.each(parsers)('$language.name', (parser) => {
  // reliability: hostile-text
  it.each(Object.entries(HOSTILE))(
    'of %s, everything is found in bounded time, and the next text parses',
    (_, build) => {
      const text = build(LENGTH);
      const document = analyzeDocument(text, false, parser);
      expect(document.statements.at(-1)?.end ?? text.length).toBe(text.length);
      expect(document.names?.inDamage).toBeLessThanOrEqual(text.length);
      document.dispose();
      const next = parser.parse(sound);
      expect([next.hasError, next.isGivenUp]).toEqual([false, false]);
      next.dispose();
    },
    600_000,
  );
});

// reliability: hostile-text
it.each(['@a\n', 'else: a\n'])(
  'parses Python of %j in pieces that add up to a few times the text',
  (piece) => {
    const python = parsers.find(({ language }) => language.name === 'Python')!;
    let parsed = 0;
    const counting = {
      ...python,
      parse: (text: string, path?: string) => {
        parsed += text.length;
        return python.parse(text, path);
      },
    };
    const text = piece.repeat(1000);
    const document = analyzeDocument(text, false, counting);
    expect(document.names?.inDamage).toBe(0);
    document.dispose();
    // Each line is parsed as part of the text and twice alone, after 11 characters that make a clause a statement.
    expect(parsed).toBeLessThan(10 * text.length);
  },
);
