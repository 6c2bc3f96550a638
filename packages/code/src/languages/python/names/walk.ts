import type { SyntaxTree } from '../../../text/names.ts';
import { wordSet } from '../words.ts';
import { type Context, type Frame, type RuleHost, roleBelow } from './roles.ts';
import { RULES } from './rules.ts';
import type { Loop, NameCollector, Scope } from './scope.ts';

/** Maximum length of a string that may be a quoted type or another name to look up. */
const LONGEST_TYPE = 200;
/** A string of a name or several in brackets or between commas or bars, as in `'dict[str, Response | None]'`. */
const TYPE = /^["'][\p{L}\p{N}_.]+(?: *[,|[\]][,|[\] ]*[\p{L}\p{N}_.]*)*["']$/u;
/** Names that do not follow a dot. */
const NAMES = /(?<![\p{L}\p{N}_.])[\p{L}_][\p{L}\p{N}_]*/gu;

/** Types of tokens, without punctuation, known by its first character, and without those that share a node's name, such as `lambda`. */
const TOKENS = wordSet(
  `and as assert async break case class comment continue def del elif else escape_sequence except finally for from global
  if import import_prefix in is line_continuation match nonlocal not or pass raise return string_content string_end
  string_start try while with`,
);

/** Nodes without children that matter. */
const LEAVES =
  wordSet(`break_statement continue_statement ellipsis false float integer none pass_statement true
  type_conversion`);

/** Scope and loop around a piece of code. */
export interface Surroundings {
  readonly scope: Scope;
  /** The outermost loop around it. */
  readonly loop: Loop | null;
}

/**
 * Reads the names of one statement into `collector`, in one walk over its tree and without recursion.
 * @param text text of the statement, as it was parsed
 * @param base offset of `text` in the document
 * @param around surroundings of the statement, those of the module by default
 * @returns surroundings of the first `pass` at or after `bodyAt`
 */
export function walkNames(
  tree: SyntaxTree,
  text: string,
  base: number,
  collector: NameCollector,
  around: Surroundings = { scope: collector.module, loop: null },
  bodyAt = Number.POSITIVE_INFINITY,
): Surroundings | null {
  const cursor = tree.walk();
  /** State inherited by the current node; one object for all nodes. */
  const context: Context = { role: 'load', scope: around.scope, loop: around.loop, targets: null };
  const frames = [openFrame('', context)];
  let body: Surroundings | null = null;
  let type = '';
  const written = (): string => text.slice(cursor.startIndex, cursor.endIndex);
  const walk: RuleHost = {
    get time() {
      return collector.time;
    },
    get type() {
      return type;
    },
    get field() {
      return cursor.currentFieldName || null;
    },
    get text() {
      return readName(written());
    },
    settle(frame, event) {
      for (const { scope, name, position } of frame.waiting ?? [])
        collector.add(event, scope, name, position, null);
      frame.waiting = null;
    },
  };
  const addName = (name: string): void => {
    // A missing identifier is empty.
    if (name === '') return;
    const { role, scope, loop, targets } = context;
    const position = base + cursor.startIndex;
    const add = (event: Parameters<NameCollector['add']>[0]) =>
      collector.add(event, scope, name, position, loop);
    if (role === 'bind' && targets !== null) targets.push({ scope, name, position });
    else if (role === 'bind' || role === 'pattern' || role === 'typeParameter') add('bind');
    else if (role === 'alias') collector.add('bind', scope.parent!, name, position, loop);
    else if (role === 'delete') add('declare');
    else if (role === 'export') add('load');
    else if (role === 'augment') {
      add('load');
      add('declare');
    } else if (role !== 'none') add(role);
  };
  /** `a.b` reads `a`, or an import binds it; alone in a `case`, a name captures. */
  const addDotted = (name: string): void => {
    if (context.role === 'pattern' && name.includes('.')) context.role = 'load';
    addName(readName(/^[^\s.\\#]+/.exec(name)?.[0] ?? ''));
  };
  /** Returns whether a string is a formatted one. Adds a plain one in `__all__` to the exports, and elsewhere the names that one holds alone. */
  const hasFields = (): boolean => {
    const { startIndex } = cursor;
    for (let index = startIndex; index < startIndex + 3; index++) {
      const character = text[index];
      if (character === "'" || character === '"') break;
      if (character !== undefined && 'fFtT'.includes(character)) return true;
    }
    if (context.role === 'export') {
      const name = /^["']+([\p{L}\p{Nl}_][\p{L}\p{N}_]*)["']+$/u.exec(written())?.[1];
      if (name !== undefined) collector.addExport(readName(name), base + startIndex);
    } else if (cursor.endIndex - startIndex <= LONGEST_TYPE && TYPE.test(written())) {
      for (const [name] of written().matchAll(NAMES)) collector.quoted.add(readName(name));
    }
    return false;
  };
  /** Handles the current node. Returns null if nothing below it matters. */
  const visit = (parent: Frame): Frame | null => {
    type = cursor.nodeType;
    if (!startsWithLetter(type) || TOKENS.has(type)) return null;
    inherit(context, parent);
    parent.rule?.child?.(parent, context, walk);
    if (context.role === 'none') return null;
    if (type === 'pass_statement' && cursor.startIndex >= bodyAt) {
      body ??= { scope: context.scope, loop: context.loop };
    } else if (type === 'identifier') addName(readName(written()));
    else if (type === 'dotted_name') addDotted(written());
    else if (type === 'wildcard_import') collector.addStarImport();
    else if (!LEAVES.has(type) && (type !== 'string' || hasFields())) {
      const frame = openFrame(type, context);
      frame.rule?.enter?.(frame, parent);
      return frame;
    }
    return null;
  };
  for (;;) {
    const frame = visit(frames.at(-1)!);
    if (frame !== null && cursor.gotoFirstChild()) {
      frames.push(frame);
      continue;
    }
    while (frames.at(-1)!.isDone || !cursor.gotoNextSibling()) {
      if (!cursor.gotoParent()) return body;
      const left = frames.pop()!;
      left.rule?.leave?.(left, walk);
    }
  }
}

function startsWithLetter(type: string): boolean {
  const code = type.charCodeAt(0) | 0x20;
  return code >= 0x61 && code <= 0x7a;
}

function inherit(context: Context, { role, scope, loop, targets }: Context): void {
  context.role = role;
  context.scope = scope;
  context.loop = loop;
  context.targets = targets;
}

function openFrame(type: string, { role, scope, loop, targets }: Context): Frame {
  return {
    type,
    rule: RULES.get(type),
    role: roleBelow(type, role),
    scope,
    loop,
    targets,
    inner: null,
    ownLoop: null,
    waiting: null,
    isDone: false,
    seen: false,
    label: '',
  };
}

/** An identifier in normal form: identifiers are equal if their NFKC forms are. */
export function readName(written: string): string {
  for (let index = 0; index < written.length; index++)
    if (written.charCodeAt(index) > 0x7f) return written.normalize('NFKC');
  return written;
}
