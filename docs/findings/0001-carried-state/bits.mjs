// What finding 1 says of bits besides its question: of reading with another state, and document by document.
import { crossedDifference } from '../../../packages/eval/dist/statistics/index.js';
import { ARMS, bitsOf, networks, PAIRS } from './networks.mjs';
import { corrected } from './tables.mjs';

/** What it brings the same networks to read with the state carried instead of reset every 256 characters. */
export function describeReading(page) {
  const rows = ARMS.map((arm) => ({
    ...{ name: `trained ${arm}`, where: 'all', unit: 'bits', first: 'read carried', second: 'read reset' },
    ...crossedDifference(
      ...['carried', 'reset'].map((read) => networks[arm].map((run) => bitsOf(run, read))),
    ),
  }));
  page.differences(
    'Reading: bits with the state carried against bits with it reset, of the same networks',
    corrected(rows),
  );
}

/**
 * In which documents the difference of bits lies: means over the seeds. A description, not a test: which documents to look at was not known before.
 */
export function describeDocuments(page) {
  const CHOSEN = 5;
  for (const [first, second] of PAIRS) {
    const [one, other] = [first, second].map((arm) => networks[arm].map((run) => bitsOf(run)));
    const mean = (runs, index) => runs.reduce((sum, parts) => sum + parts[index].numerator, 0) / runs.length;
    const total = one[0].reduce((sum, { denominator }) => sum + denominator, 0);
    const documents = one[0]
      .map(({ document, denominator: characters }, index) => ({
        ...{ document, characters, bits: mean(other, index) / characters },
        difference: (mean(one, index) - mean(other, index)) / characters,
      }))
      .sort((a, b) => b.difference * b.characters - a.difference * a.characters);
    const fewer = documents.filter(({ difference }) => difference < 0).length;
    const sorted = documents.map(({ difference }) => difference).sort((a, b) => a - b);
    page.heading(`Bits, document by document: ${first} − ${second}`);
    page.lines.push(
      `${first} needs fewer in ${fewer} of ${documents.length} documents; median difference ${sorted[sorted.length >> 1].toFixed(4)} bits per character. The documents that add most to the difference of all:`,
      '',
    );
    page.rows(
      ['', 'characters', `bits per character, ${second}`, 'difference', 'of the difference of all'],
      [...documents.slice(0, CHOSEN), ...documents.slice(-CHOSEN)].map((row) => [
        ...[`\`${row.document}\``, row.characters.toLocaleString('en'), row.bits.toFixed(2)],
        ...[row.difference.toFixed(3), ((row.difference * row.characters) / total).toFixed(4)],
      ]),
    );
  }
}
