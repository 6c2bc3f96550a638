import { bisect } from '../../../text/lexical.ts';
import type { NameSource, OwnNames } from '../../../text/names.ts';
import { isBuiltin, resolveNames } from './resolve.ts';
import { ANY, NameCollector } from './scope.ts';
import { walkNames } from './walk.ts';

/** Returns a function that tests whether an offset is in a statement that exports. */
function exportTest(exports: NameCollector['exports']): (position: number) => boolean {
  const outermost: { readonly start: number; readonly end: number }[] = [];
  for (const one of exports.toSorted((a, b) => a.start - b.start || b.end - a.end))
    if (one.start >= (outermost.at(-1)?.end ?? 0)) outermost.push(one);
  return (position) => {
    const after = bisect(outermost.length, (index) => outermost[index]!.start <= position);
    return after > 0 && position < outermost[after - 1]!.end;
  };
}

/** Returns the names that a module binds itself, does not export, and uses for nothing else; null if a statement does not parse. */
export function ownNames({ text, cut, statements }: NameSource): OwnNames | null {
  if (cut || statements.some(({ tree }) => tree.hasError)) return null;
  const collector = new NameCollector();
  for (const { tree, start, end } of statements) walkNames(tree, text.slice(start, end), start, collector);
  const { exports, foreign, mentions, module } = collector;
  for (const { name, event, ...use } of resolveNames(collector, cut).uses)
    if (event !== 'resolved' || !('origin' in use) || use.origin === 'builtin') foreign.add(name);
  const isExported = exportTest(exports);
  const names = new Set<string>();
  const open = [module];
  for (let scope = open.pop(); scope !== undefined; scope = open.pop()) {
    const isShared = scope.kind === 'module' || scope.kind === 'namespace';
    for (const [name, { bindings }] of scope.variables) {
      const isForeign = bindings.some(
        ({ position, isImport }) => isImport || (isShared && isExported(position)),
      );
      (isForeign ? foreign : names).add(name);
    }
    for (const { name, meanings } of scope.loads) if (meanings === ANY) foreign.add(name);
    open.push(...scope.children);
  }
  // To `renameDocuments`, `$` is not part of a word.
  for (const { name } of mentions)
    if (!/^\w+$/.test(name)) for (const word of name.split(/\W/)) foreign.add(word);
  for (const word of names)
    if (foreign.has(word) || isBuiltin(word, ANY) || !/^\w+$/.test(word)) names.delete(word);
  return { names, mentions: mentions.filter(({ name }) => names.has(name)) };
}
