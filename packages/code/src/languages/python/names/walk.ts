import type { SyntaxCursor, SyntaxTree } from '../../../text/syntax-tree.ts';
import type { NameCollector } from './collector.ts';
import { type Context, type Frame, type RuleHost, roleBelow } from './roles.ts';
import { RULES } from './rules.ts';
import type { Loop, Scope } from './scope.ts';

/** Tokens; punctuation is told by its first character. Not those that share their type's name with a node, as `lambda` does. */
const TOKENS: ReadonlySet<string> = new Set(
  `and as assert async break case class comment continue def del elif else escape_sequence except finally for from global
  if import import_prefix in is line_continuation match nonlocal not or pass raise return string_content string_end
  string_start try while with`.split(/\s+/),
);

/** Nodes without anything below them. */
const LEAVES: ReadonlySet<string> = new Set([
  'break_statement',
  'continue_statement',
  'ellipsis',
  'false',
  'float',
  'integer',
  'none',
  'pass_statement',
  'true',
  'type_conversion',
]);

/** Where code is. */
export interface Surroundings {
  readonly scope: Scope;
  /** The outermost loop around it. */
  readonly loop: Loop | null;
}

/**
 * Reads the names of one statement into `collector`, in one walk over its tree and without recursion.
 * @param text the statement's, as it was parsed
 * @param base offset of `text` in the document
 * @param around what the statement is in, if not in the module
 * @returns what the first `pass` at or after `bodyAt` is in
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
  /** What the node at hand inherits; one object for all nodes. */
  readonly #context: Context;
  readonly #bodyAt: number;
  body: Surroundings | null = null;

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

  textOf(): string {
    return readName(this.#text.slice(this.#cursor.startIndex, this.#cursor.endIndex));
  }

  settle(frame: Frame, event: 'bind' | 'declare'): void {
    for (const { scope, name, position } of frame.waiting ?? [])
      this.#collector.add(event, scope, name, position, null);
    if (frame.waiting !== null) frame.waiting.length = 0;
  }

  /** Does what the node at hand asks for. Returns null where there is nothing below it to be seen. */
  #visit(): Frame | null {
    const parent = this.#frames.at(-1)!;
    const type = this.#cursor.nodeType;
    if (!startsWithLetter(type) || TOKENS.has(type)) return null;
    const context = this.#context;
    inherit(context, parent);
    const { rule } = parent;
    if (rule?.child !== undefined) {
      const field = rule.asksField ? this.#cursor.currentFieldName || null : null;
      if (rule.child(parent, context, { type, field }, this) === 'skip') return null;
    }
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
    } else add(role);
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

  /** Whether a string is a formatted one. Takes note of a plain one in `__all__`. */
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

/** Identifiers are the same where their compatibility normal forms are. */
export function readName(written: string): string {
  for (let index = 0; index < written.length; index++)
    if (written.charCodeAt(index) > 0x7f) return written.normalize('NFKC');
  return written;
}
