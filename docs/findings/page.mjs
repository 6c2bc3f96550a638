// Shared by the figures of findings: kept measurements, a page of tables and the verdict on a row.
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib';

/** Reads measurements; `otherwise` if there are none yet. */
export function readKept(path, otherwise) {
  return existsSync(path) ? JSON.parse(brotliDecompressSync(readFileSync(path))) : otherwise;
}

/** Writes measurements atomically. */
export function writeKept(path, kept) {
  const own = `${path}.${process.pid}`;
  writeFileSync(own, brotliCompressSync(JSON.stringify(kept)));
  renameSync(own, path);
}

/** Opens figures.md of a folder: `table` adds a table, `end` writes and prints the page, with a last paragraph, if given. */
export function openPage(number, folder, over) {
  const name = folder.slice(folder.indexOf('docs/'));
  const lines = [
    `# Figures of finding ${number}`,
    '',
    `Made by \`node ${name}/figures.mjs\` from the file beside this page; do not edit. Intervals are of 95 %, over ${over}.`,
    '',
  ];
  const row = (cells) => `| ${cells.join(' | ')} |`;
  return {
    table(title, head, rows) {
      lines.push(`## ${title}`, '', row(head), row(head.map(() => '---')), ...rows.map(row), '');
    },
    end(missing) {
      const text = [...lines, ...(missing === '' ? [] : [missing, ''])].join('\n');
      writeFileSync(join(folder, 'figures.md'), text);
      process.stdout.write(text);
    },
  };
}

/** Last cells of a row of a family: p after Holm's correction, and the verdict. */
export function verdictOf({ dominatedBy }, p) {
  const verdict = dominatedBy ? 'withheld: one document' : p <= 0.05 ? '**shown**' : 'not shown';
  return [p < 0.001 ? '< 0.001' : p.toFixed(3), verdict];
}
