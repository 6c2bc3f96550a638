import { readdirSync, readFileSync } from 'node:fs';
import type { TextDocument } from '@longrange/errors';
import ts from 'typescript';
import { isWhole } from './standard-library.ts';

/** Reads one in `every` of zod's TypeScript sources, or all if `isWhole`. The version is pinned, so that the same files are read. */
export function readTypeScriptSources(every: number): TextDocument[] {
  return filesIn(new URL('../../node_modules/zod/src/', import.meta.url))
    .sort((a, b) => (a.pathname < b.pathname ? -1 : 1))
    .filter((_, index) => isWhole || index % every === 0)
    .map((url) => ({ path: url.pathname, text: readFileSync(url, 'utf8') }));
}

function filesIn(folder: URL): URL[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) return filesIn(new URL(`${entry.name}/`, folder));
    return entry.name.endsWith('.ts') ? [new URL(entry.name, folder)] : [];
  });
}

/** Returns the node kinds of TypeScript's own tree, with the text of leaves; null for a text that it cannot parse without an error. */
export function typescriptTree(text: string): string | null {
  const file = ts.createSourceFile('a.ts', text, ts.ScriptTarget.Latest);
  const { parseDiagnostics } = file as unknown as { readonly parseDiagnostics: readonly unknown[] };
  if (parseDiagnostics.length > 0) return null;
  const nodes: string[] = [];
  const visit = (node: ts.Node): void => {
    const length = nodes.push(String(node.kind));
    ts.forEachChild(node, visit);
    if (nodes.length === length) nodes.push(node.getText(file));
  };
  visit(file);
  return nodes.join(' ');
}
