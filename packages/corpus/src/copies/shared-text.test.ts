import { describe, expect, it } from 'vitest';
import type { StoredDocument } from '../sources/source.ts';
import { randomLines } from '../testing/helpers.ts';
import { nearCopiesOfHeldOut } from './shared-text.ts';

function stored(path: string, text: string): StoredDocument {
  return { path, bytes: new TextEncoder().encode(text), characters: text.length };
}

describe('nearCopiesOfHeldOut', () => {
  const held = randomLines(1, 100);
  const other = randomLines(2, 100);
  const heldOut = [stored('held.py', held), stored('other-held.py', randomLines(3, 100))];
  const copies = (...training: StoredDocument[]) =>
    [...nearCopiesOfHeldOut(training, heldOut)].map(({ path }) => path);

  it('finds copies with changes, parts and what contains one, and nothing else', () => {
    const lines = held.split('\n');
    const changed = lines.map((line, index) => (index % 10 === 0 ? `${line} changed` : line)).join('\n');
    expect(
      copies(
        stored('changed.py', changed),
        stored('part.py', lines.slice(0, 40).join('\n')),
        stored('whole-and-more.py', held + other),
        stored('unrelated.py', other),
        // Forty lines of a hundred are in the held-out document, and sixty are not.
        stored('forty.py', lines.slice(0, 40).join('\n') + other.split('\n').slice(0, 60).join('\n')),
      ),
    ).toEqual(['changed.py', 'part.py', 'whole-and-more.py']);
  });

  it('takes no license at the head of short files for a copy', () => {
    const license = randomLines(4, 8);
    expect(license.length).toBeLessThan(1000);
    const files = ['a', 'b'].map((name) => stored(`${name}.py`, `${license}import ${name}\n`));
    expect([...nearCopiesOfHeldOut([files[0]!], [files[1]!])]).toEqual([]);
  });
});
