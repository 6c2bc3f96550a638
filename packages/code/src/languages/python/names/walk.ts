import type { SyntaxCursor, SyntaxTree } from '../../../text/names.ts';
import { wordSet } from '../words.ts';
import { type Context, type Frame, type RuleHost, roleBelow } from './roles.ts';
import { RULES } from './rules.ts';
import type { Loop, NameCollector, Scope } from './scope.ts';

/** Tokens besides punctuation, which its first character tells, and without those that share their name with a node, such as `lambda`. */
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
  const walk = new NameWalk(tree.walk(), text, base, collector, around, bodyAt);
  walk.run();
  return walk.body;
}

class NameWalk implements RuleHost {
  readonly #cursor: SyntaxCursor;
  readonly #text: string;
  /** Offset of `#text` in the document. */
  readonly #base: number;
  readonly #collector: NameCollector;
  readonly #frames: Frame[];
  /** State inherited by the current node; one object for all nodes. */
  readonly #context: Context;
  readonly #bodyAt: number;
  body: Surroundings | null = null;
  type = '';

  constructor(
    cursor: SyntaxCursor,
    text: string,
    base: number,
    collector: NameCollector,
    { scope, loop }: Surroundings,
    bodyAt: number,
  ) {
    this.#cursor = cursor;
    this.#text = text;
    this.#base = base;
    this.#collector = collector;
    this.#bodyAt = bodyAt;
    this.#context = { role: 'load', scope, loop, targets: null };
    this.#frames = [openFrame('', this.#context)];
  }

  get time(): number {
    return this.#collector.time;
  }

  run(): void {
    const cursor = this.#cursor;
    for (;;) {
      const frame = this.#visit();
      if (frame !== null && cursor.gotoFirstChild()) {
        this.#frames.push(frame);
        continue;
      }
      while (this.#frames.at(-1)!.isDone || !cursor.gotoNextSibling()) {
        if (!cursor.gotoParent()) return;
        const left = this.#frames.pop()!;
        left.rule?.leave?.(left, this);
      }
    }
  }

  get field(): string | null {
    return this.#cursor.currentFieldName || null;
  }

  get text(): string {
    return readName(this.#text.slice(this.#cursor.startIndex, this.#cursor.endIndex));
  }

  settle(frame: Frame, event: 'bind' | 'declare'): void {
    for (const { scope, name, position } of frame.waiting ?? [])
      this.#collector.add(event, scope, name, position, null);
    frame.waiting = null;
  }

  /** Handles the current node. Returns null if nothing below it matters. */
  #visit(): Frame | null {
    const parent = this.#frames.at(-1)!;
    const type = this.#cursor.nodeType;
    if (!startsWithLetter(type) || TOKENS.has(type)) return null;
    const context = this.#context;
    inherit(context, parent);
    this.type = type;
    parent.rule?.child?.(parent, context, this);
    if (context.role === 'none') return null;
    if (type === 'pass_statement' && this.#cursor.startIndex >= this.#bodyAt) {
      this.body ??= { scope: context.scope, loop: context.loop };
    } else if (type === 'identifier') {
      const { startIndex, endIndex } = this.#cursor;
      this.#name(readName(this.#text.slice(startIndex, endIndex)), startIndex);
    } else if (type === 'dotted_name') this.#dottedName();
    else if (type === 'wildcard_import') this.#collector.addStarImport();
    else if (!LEAVES.has(type) && (type !== 'string' || this.#hasFields())) {
      const frame = openFrame(type, context);
      frame.rule?.enter?.(frame, parent);
      return frame;
    }
    return null;
  }

  #name(name: string, index: number): void {
    // A missing identifier is empty.
    if (name === '') return;
    const { role, scope, loop, targets } = this.#context;
    const position = this.#base + index;
    const add = (event: Parameters<NameCollector['add']>[0]) =>
      this.#collector.add(event, scope, name, position, loop);
    if (role === 'bind' && targets !== null) targets.push({ scope, name, position });
    else if (role === 'bind' || role === 'pattern' || role === 'typeParameter') add('bind');
    else if (role === 'alias') this.#collector.add('bind', scope.parent!, name, position, loop);
    else if (role === 'delete') add('declare');
    else if (role === 'export') add('load');
    else if (role === 'augment') {
      add('load');
      add('declare');
    } else if (role !== 'none') add(role);
  }

  /** `a.b` reads `a`, or an import binds it; alone in a `case`, a name captures. */
  #dottedName(): void {
    const context = this.#context;
    const { startIndex, endIndex } = this.#cursor;
    const written = this.#text.slice(startIndex, endIndex);
    const first = /^[^\s.\\#]+/.exec(written)?.[0] ?? '';
    if (context.role === 'pattern' && written.includes('.')) context.role = 'load';
    this.#name(readName(first), startIndex);
  }

  /** Returns whether a string is a formatted one. Adds a plain one in `__all__` to the exports. */
  #hasFields(): boolean {
    const { startIndex, endIndex } = this.#cursor;
    for (let index = startIndex; index < startIndex + 3; index++) {
      const character = this.#text[index];
      if (character === "'" || character === '"') break;
      if (character !== undefined && 'fFtT'.includes(character)) return true;
    }
    if (this.#context.role === 'export') {
      const written = this.#text.slice(startIndex, endIndex);
      const name = /^["']+([\p{L}\p{Nl}_][\p{L}\p{N}_]*)["']+$/u.exec(written)?.[1];
      if (name !== undefined) this.#collector.addExport(readName(name), this.#base + startIndex);
    }
    return false;
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
