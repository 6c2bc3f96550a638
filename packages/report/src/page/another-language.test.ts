import { evaluate, fromNextCharacter } from '@longrange/eval';
import type { Result } from '@longrange/eval/internal';
import { expect, it } from 'vitest';
import { toy, toyDocuments, toySuite } from '../../../eval/tests/toy-language/toy.ts';
import { loadFixture } from '../describe/testing/load-fixture.ts';
import { renderHtml } from './html/render-html.ts';
import { renderMarkdown } from './markdown/render-markdown.ts';
import { renderTerminal } from './terminal/render-terminal.ts';

async function renderings(result: Result): Promise<string[]> {
  return [
    renderMarkdown(result),
    await renderHtml(result),
    renderTerminal(result, { color: false, width: 100 }),
  ];
}

/** A result with every section, whose own texts do not name Python. */
function namedToy(): Result {
  const json = JSON.stringify(loadFixture('complete'), (_, value) =>
    typeof value === 'string' ? value.replace(/C?Python/gi, 'Other') : value,
  );
  return { ...(JSON.parse(json) as Result), versions: {}, language: { id: 'toy', name: 'Toy' } };
}

const python = /(?:Python|docstring|f-string|triple-quoted).{0,60}/gi;

it('says nothing of Python where another language was measured', async () => {
  const texts = await renderings(namedToy());
  for (const text of texts) expect(text.match(python)).toBeNull();
  expect(texts[0]).toContain('## Does the language’s own parser agree?');
  expect(texts[0]).toContain('| Only the second accepts |');
  expect(texts[0]).toContain('```toy\n');
});

const alphabet = [...new Set(toyDocuments.map(({ text }) => text).join(''))];
it('leaves out what the language has none of, in sections, headline and tables', async () => {
  const even = alphabet.map(() => 1 / alphabet.length);
  const model = fromNextCharacter(() => even, { alphabet });
  const result = await evaluate(model, {
    documents: toyDocuments,
    training: toyDocuments,
    suite: toySuite,
    language: toy,
  });
  const texts = await renderings(result);
  for (const text of texts) {
    expect(text.match(python)).toBeNull();
    expect(text.match(/\b0 of 0\b.{0,60}/)).toBeNull();
    const lacking =
      /\b(?:Indentation kept|Control flow|Undefined names|Definitions that|Multi-line|Fields)\b.{0,60}/i;
    expect(text.replace(/indentation, control flow and\s+names/, '').match(lacking)).toBeNull();
  }
  expect(texts[0]).toContain('Not in this result: a training curve, indentation, control flow and names.');
  const sections = [...texts[0]!.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading);
  for (const section of ['Brackets', 'Strings', 'Does it parse?']) expect(sections).toContain(section);
  for (const section of ['Indentation', 'Control flow', 'Names']) expect(sections).not.toContain(section);
});
