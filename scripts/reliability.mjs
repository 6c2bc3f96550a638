/**
 * Fills the tests into the tables of docs/reliability.md. A row begins with an anchor, `<a id="kill"></a>`; its last cell links to the
 * files that carry the tag `[reliability: kill]`. `node scripts/reliability.mjs` writes the page; tests/reliability.test.ts compares.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
export const page = resolve(root, 'docs/reliability.md');
const row = /^\| <a id="([\w-]+)"><\/a>.* \| /;

/** The names of tagged files by tag, in order. */
function taggedFiles() {
  const files = execFileSync('git', ['ls-files', '*.test.ts', '*.test.tsx', 'scripts/*.mjs', 'tests/*.mjs'], {
    cwd: root,
    encoding: 'utf8',
  });
  const byTag = new Map();
  for (const file of files.split('\n').filter(Boolean).sort()) {
    const [, tags] =
      /^\/\/ \[reliability: ([\w ,-]+)\]$/m.exec(readFileSync(resolve(root, file), 'utf8')) ?? [];
    for (const tag of tags?.split(', ') ?? []) {
      byTag.set(tag, [...(byTag.get(tag) ?? []), file]);
    }
  }
  return byTag;
}

/** `markdown` with the last cell of each row filled in. Throws if a tag has no row, or a row no test. */
export function fillTests(markdown, byTag = taggedFiles()) {
  const unknown = new Set(byTag.keys());
  const filled = markdown.split('\n').map((line) => {
    const [beginning, tag] = row.exec(line) ?? [];
    if (tag === undefined) {
      return line;
    }
    unknown.delete(tag);
    const files = byTag.get(tag);
    if (files === undefined) {
      throw new Error(`Expected a test tagged [reliability: ${tag}], got none. Tag one, or remove the row.`);
    }
    const links = files.map((file) => `[${basename(file).replace(/(?:\.test)?\.\w+$/, '')}](../${file})`);
    return `${beginning}${links.join(', ')} |`;
  });
  if (unknown.size > 0) {
    throw new Error(
      `Expected a row in docs/reliability.md for each tag, got none for ${[...unknown].join(', ')}.`,
    );
  }
  return filled.join('\n');
}

if (process.argv[1] === import.meta.filename) {
  writeFileSync(page, fillTests(readFileSync(page, 'utf8')));
}
