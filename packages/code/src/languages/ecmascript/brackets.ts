import { DELIMITER_TYPES } from '../../text/delimiter-stack.ts';
import type { LogicalLine } from '../../text/lexical.ts';
import { controlFlow } from './control-flow.ts';
import type { Frame, Header } from './frames.ts';
import { BRACES } from './scan.ts';
import { CALL, Statements } from './statements.ts';
import * as words from './words.ts';

/**
 * Follows brackets: what each of them contains, and what comes after it.
 *
 * Damage is recognized by what no sound text contains, and ends the brackets that it shows to be unclosed:
 *
 * - a keyword that only begins statements, at the start of a line, where no statement can be; `export` or `import` in a function; `case` in
 *   a block inside its `switch`; `else` in the block of its `if`;
 * - a `;` between parentheses, or a brace after a value there: the braces around it are open;
 * - a value at the start of a line right after another value, indented no more than the statement.
 */
export class Brackets extends Statements {
  open(type: number, start: number): void {
    if (type === BRACES) this.#openBrace(start);
    else this.#openGroup(type, start);
  }

  #openGroup(type: number, start: number): void {
    const frame = this.top;
    const isAfterValue = this.operand && (type === 1 ? this.newline : this.previous !== '>');
    if (frame.kind === 'type' || (frame.inType && !isAfterValue)) {
      this.pushBracket('type', type, start);
      return;
    }
    const isParenthesis = type === 0;
    if (frame.hasStatements) {
      const continues = isParenthesis || !(frame.isKey || frame.inType);
      this.beginRest(frame, start, isParenthesis ? '(' : '[', continues);
    }
    frame.leaveType();
    const { statement } = frame;
    const isCondition = isParenthesis && statement?.phase === 'head';
    if (isParenthesis && this.operand && frame.isKey && frame.header === null) {
      if (frame.kind === 'class') {
        const { line, start: from } = statement!;
        line.role = 'definition';
        line.keyword = 'function';
        frame.header = { body: 'function', start: from, role: 'method', line };
      } else frame.header = this.announce(frame, 'function', 'element');
    }
    this.beginOperand(frame, start);
    const isCall = this.operand && this.previous !== 'async';
    const group = this.pushBracket('group', type, start);
    group.isCall = isCall;
    if (isCondition) group.ends = 'head';
    if (isCondition) group.owner = statement.keyword;
  }

  #openBrace(start: number): void {
    const { kind, header } = this.top;
    if (kind === 'group' && this.operand && header === null) this.abandonGroups(start);
    const frame = this.top;
    if (frame.kind === 'type' || (frame.inType && !this.operand)) this.pushBracket('type', BRACES, start);
    else {
      frame.leaveType();
      if (frame.header !== null && this.previous !== 'extends') this.#openBody(frame, frame.header, start);
      else if (this.previous === '=>')
        this.#openBody(frame, this.announce(frame, 'function', 'expression'), start);
      else if (!frame.hasStatements || !this.#openBlock(frame, start)) {
        this.beginOperand(frame, start);
        this.pushBracket('object', BRACES, start);
      }
    }
  }

  /** Announces a function or a class within a statement, at the beginning of an operand. */
  protected announce(frame: Frame, body: 'function' | 'class', role: 'element' | 'expression'): Header {
    const { operand: start, innerDepth, functions } = frame;
    const line = this.builder.line(start, innerDepth, functions, 'expression', body);
    return { body, start, role, line };
  }

  #openBody(frame: Frame, { body, start: from, role, line }: Header, start: number): void {
    frame.header = null;
    const depth = frame.innerDepth;
    const isArrow = this.previous === '=>';
    const isNamespace = body === 'namespace';
    const isBlock = body === 'function' || isNamespace;
    const inner = this.pushBracket(isBlock ? 'statements' : body, BRACES, start);
    const isStatement = role === 'declaration' || role === 'method';
    inner.ends = isStatement ? 'statement' : isArrow ? 'arrow' : 'operand';
    if (body === 'type' || body === 'object') return;
    openBlock(line, start);
    if (!isNamespace) inner.definition = this.builder.definition(from, depth, role);
    inner.depth = depth + 1;
    if (!isStatement) inner.functions++;
    inner.isModule = isNamespace;
    inner.switch = -1;
    if (!isNamespace) inner.isInFunction = body === 'function';
  }

  /** Opens a brace that no header announces. Returns false if it is an object. */
  #openBlock(frame: Frame, start: number): boolean {
    const isLabelled = frame.statement?.phase === 'first' && this.previous === ':';
    if (frame.statement?.keyword === 'catch' && frame.statement.phase === 'head')
      frame.statement.phase = 'body';
    const begins = this.settle(frame, '{', false);
    if (begins && frame.statement === null) this.begin(frame, start, 'statement').phase = 'body';
    const statement = frame.statement!;
    const isStatic = frame.isKey && this.previous === 'static';
    const isBlock = begins || isLabelled;
    // After a value, whatever would have announced the block is missing.
    if (!isBlock && !isStatic && !this.operand) {
      if (statement.phase === 'first') statement.phase = 'rest';
      return false;
    }
    if (!isBlock && !isStatic && !frame.isInFunction && this.closed?.kind === 'group') {
      // A method outside its class, which was closed too early.
      const { line, start: from } = statement;
      line.keyword = 'function';
      line.role = 'definition';
      this.#openBody(frame, { body: 'function', role: 'method', start: from, line }, start);
      return true;
    }
    openBlock(statement.line, start);
    const isSwitch = statement.keyword === 'switch' && isBlock;
    const inner = this.pushBracket(isSwitch ? 'switch' : 'statements', BRACES, start);
    inner.depth = statement.depth + (isSwitch ? 2 : 1);
    inner.owner = statement.keyword;
    inner.ends = isBlock && frame.kind !== 'class' ? 'block' : 'statement';
    return true;
  }

  close(type: number, position: number): void {
    const isEmpty = this.previous === '(';
    const { depth } = this.stack;
    this.stack.close(type, position);
    this.operand = type !== BRACES;
    this.closed = null;
    if (this.stack.depth < depth) {
      let closed = this.top;
      while (this.top.delimiters > this.stack.depth) closed = this.#pop(position);
      if (closed.definition !== null) closed.definition.end = position + 1;
      if (isEmpty) closed.hasParameters = true;
      this.closed = closed;
      this.#continue(closed, position + 1);
    } else if (this.top.hasStatements) {
      if (type === BRACES) this.endAll(this.top, this.end);
      else this.beginRest(this.top, position, ')', true);
    }
    this.token(DELIMITER_TYPES[type]![1]!, position + 1);
  }

  /** Continues after a bracket that ends at `end`. */
  #continue({ ends }: Frame, end: number): void {
    const frame = this.top;
    const { statement } = frame;
    this.operand = ends === 'operand' || ends === 'arrow';
    if (statement === null) return;
    if (ends === 'block') statement.phase = 'after';
    else if (ends === 'statement') {
      if (statement.line.opensBlock !== true) statement.line.end = end;
      this.leaveStatement(frame);
    } else if (ends === 'head') {
      statement.line.end = end;
      this.operand = statement.keyword === 'while of do';
      statement.phase = this.operand ? 'rest' : 'body';
    }
  }

  #pop(end: number): Frame {
    const frame = this.frames.pop()!;
    this.endAll(frame, this.end);
    if (frame.definition !== null) frame.definition.end = end;
    return frame;
  }

  finish(cut: boolean): void {
    const { length } = this.text;
    // Brackets around an unterminated template could still be closed in what looks like its text.
    const template = this.frames.find(({ kind }) => kind === 'template');
    if (!cut && template !== undefined) this.stack.abandon(template.delimiters, length, 'unclosed');
    this.stack.abandon(0, length, cut || template !== undefined ? 'censored' : 'unclosed');
    while (this.frames.length > 0) {
      for (let one = this.top.statement; one !== null; one = one.outer)
        one.line.complete = !cut || one.line.opensBlock === true;
      const { definition } = this.#pop(length);
      if (definition !== null) definition.isLast = true;
    }
  }

  /** Ends open brackets that cannot contain a statement that begins on this line. */
  protected recover(word: string, start: number, end: number): void {
    if (!words.STATEMENT_KEYWORDS.has(word)) return;
    const frame = this.top;
    const { kind, home } = frame;
    if (kind === 'statements' || kind === 'switch') {
      const isModuleItem = (word === 'export' || word === 'import') && !this.isAt(CALL, end);
      const isCase = word === 'case' || (word === 'default' && this.isAt(COLON, end));
      if (isModuleItem && !frame.isModule) this.#abandon(this.#module(), start);
      else if (isCase && kind === 'statements' && frame.switch >= 0) this.#abandon(frame.switch, start);
      else if (!isCase && takes(frame.owner, word)) {
        let inner = frame.statement;
        let tried = 0;
        while (inner !== null && !takes(inner.keyword, word) && tried++ < DEEPEST_SEARCH) inner = inner.outer;
        if (inner === null) this.#abandon(this.frames.length - 2, start);
      }
      return;
    }
    // The first declaration in the head of a loop; a type parameter.
    if (frame.inType || word === 'default' || (frame.owner === 'for' && this.previous === '(')) return;
    if (word === 'const' && kind === 'type' && (this.previous === '<' || this.previous === ',')) return;
    const isInList = kind === 'group' || kind === 'field';
    const isStatement =
      this.isAt(isInList ? IN_LIST : IN_BRACES, end) || (words.LOOPS.has(word) && this.isAt(CONDITION, end));
    if (isStatement) this.#abandon(home, start);
  }

  /** Index of the innermost frame that may import and export. */
  #module(): number {
    let index = this.frames.length - 1;
    while (!this.frames[index]!.isModule && this.frames[index]!.kind !== 'template') index--;
    return index;
  }

  /** Handles a value right after another one on a new line: unless it is indented more, as after a missing comma, it begins a statement. */
  protected separate(start: number): void {
    const frame = this.top;
    if (frame.kind !== 'group' || !this.operand || frame.inType) return;
    const { kind, statement } = this.frames[frame.home]!;
    if (kind === 'template' || statement === null || statement.keyword === '@') return;
    const { first, indentStart } = statement.line;
    if (start - this.lineStart <= first - indentStart) this.#abandon(frame.home, start);
  }

  /** Returns whether a frame has parentheses or square brackets. */
  protected isGroup({ kind, start }: Frame): boolean {
    return kind === 'group' || (kind === 'type' && this.text[start] !== '{');
  }

  /** Ends the parentheses and square brackets that are open in the innermost braces. */
  protected abandonGroups(position: number): void {
    let index = this.frames.length - 1;
    while (this.isGroup(this.frames[index]!)) index--;
    this.#abandon(index, position);
  }

  /** Ends all frames inside the one at an index; their brackets are unclosed. */
  #abandon(index: number, position: number): void {
    this.stack.abandon(this.frames[index]!.delimiters, position, 'unclosed');
    let last: Frame | null = null;
    while (this.frames.length > index + 1) last = this.#pop(position);
    if (last !== null) this.#continue(last, this.end);
  }
}

/** Begins a block with the brace or colon at `start`. */
export function openBlock(line: LogicalLine, start: number): void {
  line.end = start + 1;
  line.opensBlock = true;
}

/** Returns whether a clause may follow the block of a keyword. */
function takes(keyword: string | null, clause: string): boolean {
  return keyword !== null && controlFlow.next.get(keyword)?.has(clause) === true;
}

/** Maximum number of nested statements without braces that are searched for the one of a clause, which keeps the time linear. */
const DEEPEST_SEARCH = 256;

const COLON = /\s*:/y;
const IN_LIST = /[ \t]+[\w$'"`{[(]|;/y;
const IN_BRACES = /[ \t]+[\w$'"`{[]/y;
const CONDITION = /[ \t]+\(/y;
