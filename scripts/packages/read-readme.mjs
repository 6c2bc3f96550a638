import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../shell.mjs';

/**
 * Returns the examples of a document: fenced blocks marked `js example` or `ts example` (a module) or `sh example` (commands); if none is
 * marked, the first `js` block. `output` is the block without a language that follows directly: what the example prints.
 *
 * @returns `{ language, code, output }[]`
 */
export function readExamples(path) {
  const blocks = fencedBlocks(readFileSync(join(root, path), 'utf8'));
  const marked = blocks.filter(({ info }) => /^(?:js|ts|sh) example$/.test(info));
  const chosen = marked.length > 0 ? marked : blocks.filter(({ info }) => info === 'js').slice(0, 1);
  if (chosen.length === 0) throw new Error(`Expected a block of \`js\`, or \`sh example\`, in ${path}.`);
  return chosen.map((block) => {
    const next = blocks[blocks.indexOf(block) + 1];
    const output = next?.info === '' ? next.code : undefined;
    return { language: block.info.split(' ')[0], code: block.code, output };
  });
}

/** Packages to install for a README's first example; the package itself by default. */
export function packagesToInstall(name, examples) {
  const told = /^\/\/ needs (.+)$/m.exec(examples[0].code)?.[1];
  return told?.split(' ') ?? [name];
}

/** `{ info, code }` of each fenced block of a document. */
export function fencedBlocks(text) {
  return [...text.matchAll(/^```([^\n`]*)\n([\s\S]*?)^```$/gm)].map(([, info, code]) => ({ info, code }));
}

/** Throws if `printed` differs from what a document says; an ellipsis in the document matches anything in its line. */
export function compareOutput(printed, expected) {
  const pattern = expected
    .trimEnd()
    .split('…')
    .map((part) => part.replaceAll(/[$()*+.?[\\\]^{|}]/g, '\\$&'))
    .join('[^\\n]*');
  if (!new RegExp(`^${pattern}$`).test(printed.trimEnd()))
    throw new Error(`Expected what the document says:\n${expected}\ngot:\n${printed}`);
}
