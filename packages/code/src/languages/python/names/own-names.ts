import type { NameSource, OwnNames, SyntaxTree } from '../../../text/names.ts';
import { wordSet } from '../words.ts';
import { BUILTINS } from './builtins.ts';
import { resolveNames } from './resolve.ts';
import { NameCollector } from './scope.ts';
import { walkNames } from './walk.ts';

/** Names with a meaning of their own, by custom or in some places of the grammar. */
const CUSTOMARY = wordSet('self cls _ match case type print exec await async');

function isKept(word: string): boolean {
  return CUSTOMARY.has(word) || BUILTINS.has(word) || word.startsWith('__') || !/^\w+$/.test(word);
}

/** Returns the names that a module binds itself and uses for nothing else; null if a statement does not parse. */
export function ownNames({ name, text, cut, statements }: NameSource): OwnNames | null {
  if (cut || statements.some(({ tree }) => tree.hasError)) return null;
  const collector = new NameCollector();
  const mentions: { name: string; position: number }[] = [];
  /** Attributes, arguments' names, parts of imports: named elsewhere. */
  const foreign = new Set<string>();
  for (const { tree, start, end: pieceEnd } of statements) {
    const piece = text.slice(start, pieceEnd);
    walkNames(tree, piece, start, collector);
    for (const { at, end, isName } of identifiersOf(tree)) {
      const word = piece.slice(at, end);
      if (isName) mentions.push({ name: word, position: start + at });
      else foreign.add(word);
    }
  }
  const { uses } = resolveNames(collector, { name, text, cut });
  for (const use of uses) {
    const isOwn = use.event === 'resolved' && use.origin !== 'builtin' && use.origin !== 'imported';
    if (!isOwn) foreign.add(use.name);
  }
  const names = new Set<string>();
  const open = [collector.module];
  for (let scope = open.pop(); scope !== undefined; scope = open.pop()) {
    for (const [name, { bindings }] of scope.variables) {
      if (bindings.some(({ isImport }) => isImport)) foreign.add(name);
      else if (bindings.length > 0) names.add(name);
    }
    open.push(...scope.children);
  }
  for (const word of names) if (foreign.has(word) || isKept(word)) names.delete(word);
  return { names, mentions: mentions.filter((mention) => names.has(mention.name)) };
}

const IMPORTS = wordSet('import_statement import_from_statement future_import_statement');

/** Yields all identifiers of a tree, in one walk without recursion. */
function* identifiersOf(tree: SyntaxTree): Generator<{ at: number; end: number; isName: boolean }> {
  const cursor = tree.walk();
  /** Types of the enclosing nodes, and the number of children of each that were seen. */
  const path: { readonly type: string; children: number }[] = [];
  let imports = 0;
  for (;;) {
    const { nodeType: type, startIndex: at, endIndex: end } = cursor;
    const parent = path.at(-1);
    if (type === 'identifier' && cursor.nodeIsNamed)
      yield { at, end, isName: imports === 0 && !isCalledElsewhere(parent, cursor.currentFieldName ?? '') };
    if (parent !== undefined) parent.children++;
    path.push({ type, children: 0 });
    if (IMPORTS.has(type)) imports++;
    if (cursor.gotoFirstChild()) continue;
    for (;;) {
      if (IMPORTS.has(path.pop()!.type)) imports--;
      if (cursor.gotoNextSibling()) break;
      if (!cursor.gotoParent()) return;
    }
  }
}

function isCalledElsewhere(parent: { type: string; children: number } | undefined, field: string): boolean {
  switch (parent?.type) {
    case 'attribute':
      return field === 'attribute';
    case 'keyword_argument':
      return field === 'name';
    case 'keyword_pattern':
    case 'dotted_name':
      // `Point(x=0)` and `Color.RED` in a case: the argument's name, and every part but the first.
      return (parent.type === 'keyword_pattern') === (parent.children === 0);
    default:
      return false;
  }
}
