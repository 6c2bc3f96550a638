import type { TextDocument } from '@longrange/corpus';

const names = ['alpha', 'beta', 'gamma', 'delta', 'width', 'height', 'total', 'index'];

/** Small sound Python programs that differ; the same every time. */
export function toyDocuments(count: number): TextDocument[] {
  return Array.from({ length: count }, (_, document) => ({
    path: `toy/program-${document}.py`,
    text: Array.from({ length: 12 }, (_, line) => toyDefinition(document * 12 + line)).join('\n'),
  }));
}

function toyDefinition(index: number): string {
  const name = names[(index * index + (index >> 2)) % names.length]!;
  const other = names[(index * 3 + 1) % names.length]!;
  const limit = (index * 7) % 100;
  return [
    `def ${name}_${index}(${other}, items):`,
    `    if ${other} > ${limit}:`,
    `        return max([${other} * ${limit % 9}, len(items)], key={'a': 1}.get)`,
    `    return ${other}`,
    '',
  ].join('\n');
}
