import { DelimiterStack } from '../../text/delimiter-stack.ts';
import type { LogicalLine } from '../../text/lexical.ts';
import { BlockBuilder } from './block-builder.ts';
import { controlFlow } from './control-flow.ts';
import type { Continuation, Frame, FrameKind, Header, Statement } from './frames.ts';
import { isCode } from './frames.ts';
import * as words from './words.ts';

const BRACES = 2;

/**
 * Follows the grammar of statements, expressions and types, token by token, as far as it decides what a brace, a slash, a colon or `<` means and
 * where statements begin and end. Never looks back: each token changes the innermost frame only.
 */
export class Structure {
  readonly stack = new DelimiterStack();
  readonly builder: BlockBuilder;
  /** A line break precedes the next token. */
  newline = false;
  readonly #text: string;
  readonly #isTyped: boolean;
  readonly #frames: Frame[] = [];
  /** The token before ends an operand. */
  #operand = false;
  /** The token before: a short word, an operator or a bracket. */
  #previous = '';
  #end = 0;
  /** Offset of the token before if it is a word. */
  #start = -1;
  /** The bracket that was closed last. */
  #closed: Frame | null = null;

  constructor(text: string, isTyped: boolean) {
    this.#text = text;
    this.#isTyped = isTyped;
    this.builder = new BlockBuilder(text);
    this.#push('statements', 'operand', { depth: 0, module: 0 });
  }

  get top(): Frame {
    return this.#frames.at(-1)!;
  }

  get expectsOperand(): boolean {
    return !this.#operand;
  }

  get inType(): boolean {
    const { kind, inType } = this.top;
    return inType || kind === 'type';
  }

  /** @param touchesCut the text was cut right after the word, which may be incomplete */
  word(start: number, end: number, touchesCut: boolean): void {
    const word = end - start <= words.LONGEST_KEYWORD ? this.#text.slice(start, end) : '';
    if (this.#previous === '.') this.#operand = true;
    else {
      if (this.newline && !touchesCut) this.#recover(word, start, end);
      if (!isCode(this.top)) return;
      this.#codeWord(word, start, end, touchesCut);
    }
    this.#token(word === '' || this.#previous === '.' ? 'name' : word, end);
    this.#start = start;
  }

  /** A literal, or an element of JSX, from its first token on. */
  value(start: number): void {
    const frame = this.top;
    if (this.newline) this.#separate(start);
    if (hasStatements(frame)) {
      if (this.#settle(frame, '', false)) this.#begin(frame, start);
      this.#startRest(frame);
    }
    this.#operandAt(this.top, start);
  }

  /** The end of a literal or an element. */
  endValue(end: number): void {
    this.#operand = true;
    this.#token('value', end);
  }

  /** An operator or a punctuation mark. */
  mark(mark: string, start: number): void {
    const end = start + mark.length;
    const frame = this.top;
    if (mark === ';') this.#semicolon(start);
    else {
      if (hasStatements(frame)) {
        const isEnd = mark === '@' || mark === '!' || mark === '++' || mark === '--' || mark === '~';
        const isGenerator = mark === '*' && frame.isKey;
        if (this.#settle(frame, mark, !isEnd && !isGenerator)) this.#begin(frame, start);
        if (mark === '@' && frame.statement!.line.first === start) this.#decorator(frame);
        else if (mark !== ':') this.#startRest(frame);
      }
      if (frame.kind !== 'type') this.#codeMark(frame, mark, start);
    }
    this.#token(mark === '?.' ? '.' : mark, end);
  }

  open(type: number, start: number): void {
    if (type === BRACES) this.#openBrace(start);
    else this.#openGroup(type, start);
    this.#operand = false;
    this.#token(type === BRACES ? '{' : type === 0 ? '(' : '[', start + 1);
  }

  close(type: number, position: number): void {
    const isEmpty = this.#previous === '(';
    const depth = this.stack.depth;
    this.stack.close(type, position);
    let closed: Frame | null = null;
    if (this.stack.depth < depth) {
      while (this.top.delimiters > this.stack.depth) closed = this.#pop(position);
      if (closed!.definition !== null) closed!.definition.end = position + 1;
      if (isEmpty) closed!.hasParameters = true;
      this.#closed = closed;
      this.#continue(closed!.next, position + 1);
    } else if (hasStatements(this.top)) {
      if (type === BRACES) this.#endAll(this.top, this.#end);
      else if (this.#settle(this.top, '', true)) this.#begin(this.top, position);
      this.#operand = type !== BRACES;
    } else this.#operand = true;
    this.#token(type === 0 ? ')' : type === 1 ? ']' : '}', position + 1);
  }

  /** Begins a part of the text that is no code, or a field in it. */
  enter(kind: FrameKind, start: number, isBarrier = false): void {
    if (kind === 'field') {
      this.stack.open(BRACES, start, isBarrier);
      this.#push(this.top.inType ? 'type' : 'field', 'operand');
      this.#operand = false;
      this.#token('{', start + 1);
    } else this.#push(kind, 'operand');
  }

  /** Leaves the innermost part that is no code. */
  leave(): void {
    this.#frames.pop();
  }

  /** Leaves all open elements of JSX, which something that cannot be in them shows to be broken. */
  leaveElements(): void {
    while (!isCode(this.top) && this.top.kind !== 'template') this.#frames.pop();
    this.endValue(this.#end);
  }

  finish(cut: boolean): void {
    this.stack.abandon(0, this.#text.length, cut ? 'censored' : 'unclosed');
    while (this.#frames.length > 0) {
      const frame = this.#frames.at(-1)!;
      for (let one = frame.statement; one !== null; one = one.outer) {
        if (one.phase === 'rest' || one.phase === 'first')
          one.line.complete = !cut || one.line.opensBlock === true;
      }
      const { definition } = this.#pop(this.#end);
      if (definition !== null) Object.assign(definition, { end: this.#text.length, isLast: true });
    }
  }

  #token(token: string, end: number): void {
    this.#previous = token;
    this.#start = -1;
    this.#end = end;
    this.newline = false;
  }

  #operandAt(frame: Frame, start: number): void {
    if (this.#operand || frame.inType) return;
    if (frame.isPrefixType) frame.isPrefixType = false;
    else frame.operand = start;
  }

  // Words

  #codeWord(word: string, start: number, end: number, touchesCut: boolean): void {
    if (this.newline && !isOperator(word)) this.#separate(start);
    const frame = this.top;
    if (frame.kind === 'type') {
      this.#operand = true;
      return;
    }
    if (hasStatements(frame) && this.#statementWord(frame, word, start, end, touchesCut)) return;
    if (frame.inType) this.#typeWord(frame, word);
    else if (frame.isKey) {
      this.#operandAt(frame, start);
      this.#operand = true;
    } else this.#expressionWord(frame, word, start);
  }

  /** Returns whether the word begins a statement, or belongs to its beginning. */
  #statementWord(frame: Frame, word: string, start: number, end: number, touchesCut: boolean): boolean {
    const isBeginning = this.#settle(frame, word, words.CONTINUING.has(word));
    const before = frame.statement;
    if (before?.phase === 'after') {
      const keyword = word === 'while' ? 'while of do' : word;
      this.#head(frame, this.#begin(frame, start, keyword, before), word, end);
      return true;
    }
    if (before?.phase === 'body' && before.keyword === 'else' && word === 'if' && this.#previous === 'else') {
      before.keyword = 'else if';
      before.line.keyword = 'else if';
      this.#head(frame, before, word, end);
      return true;
    }
    if (isBeginning) {
      const statement = this.#begin(frame, start);
      if (touchesCut) statement.line.role = 'unknown';
      if (frame.kind === 'class' || touchesCut) return false;
      return this.#head(frame, statement, word, end);
    }
    if (before?.phase === 'first') {
      before.word = start;
      return this.#head(frame, before, word, end);
    }
    return false;
  }

  /** Reads the first keyword of a statement. Returns whether nothing is left to do with the word. */
  #head(frame: Frame, statement: Statement, word: string, end: number): boolean {
    const { line } = statement;
    const isNext = (pattern: RegExp) => matchesAt(pattern, this.#text, end);
    statement.phase = 'rest';
    line.end = end;
    this.#operand = false;
    if (words.CLAUSES.has(word) && !(word === 'default' && this.#previous === 'export')) {
      if (statement.keyword === null) statement.keyword = word;
      line.role = 'clause';
    }
    if (words.HEADED.has(word)) {
      statement.phase = 'head';
      statement.keyword ??= word;
    } else if (word === 'do' || word === 'try' || word === 'else' || word === 'finally') {
      statement.phase = 'body';
      statement.keyword ??= word;
    } else if (word === 'return' || word === 'break' || word === 'continue') {
      if (word === 'return' || !isNext(NAME))
        this.builder.jumps.push({ keyword: word, position: end - word.length });
      statement.keyword = word;
      return true;
    } else if (word === 'function' || word === 'class') {
      line.role = 'definition';
      line.keyword = word;
      frame.header = { body: word, start: statement.start, role: 'declaration', line };
      return true;
    } else if (
      word === 'export' ||
      (word === 'default' && this.#previous === 'export') ||
      isPrefix(word, isNext)
    ) {
      statement.phase = 'first';
      return true;
    } else if (isNext(NAME) && (word === 'interface' || word === 'enum' || word === 'namespace')) {
      const body = word === 'interface' ? 'type' : word === 'enum' ? 'object' : word;
      frame.header = { body, start: statement.start, role: 'declaration', line };
      return true;
    } else if ((word === 'module' && isNext(NAME_OR_STRING)) || (word === 'global' && isNext(BRACE))) {
      frame.header = { body: 'namespace', start: statement.start, role: 'declaration', line };
      return true;
    } else if (word === 'type' || word === 'import') {
      statement.keyword = word;
      this.#operand = (word === 'type' && !isNext(NAME_OR_LIST)) || isNext(CALL);
      return true;
    } else if (words.CLAUSES.has(word)) {
      line.keyword = statement.keyword;
      return true;
    } else return false;
    line.keyword = statement.keyword;
    return true;
  }

  #expressionWord(frame: Frame, word: string, start: number): void {
    const isFirst = !this.#operand;
    if ((word === 'function' || word === 'class') && (isFirst || this.#previous === 'async')) {
      const from = this.#previous === 'async' ? frame.operand : start;
      this.#operandAt(frame, start);
      this.#operand = false;
      const line = this.builder.line(from, this.#depthIn(frame), 'expression', word);
      frame.header = { body: word, start: from, role: 'expression', line };
    } else if (isFirst && (words.PREFIXES.has(word) || words.DECLARING.has(word))) this.#operand = false;
    else if (word === 'enum' && this.#previous === 'const' && frame.statement !== null) {
      frame.header = { body: 'object', start, role: 'declaration', line: frame.statement.line };
      this.#operand = false;
    } else if (word === 'type' && this.#previous === 'import') this.#operand = false;
    else if (!isFirst && !this.newline && (word === 'as' || word === 'satisfies')) {
      frame.inType = true;
      this.#operand = false;
    } else if (!isFirst && isOperator(word)) this.#operand = false;
    else {
      this.#operandAt(frame, start);
      this.#operand = true;
    }
  }

  #typeWord(frame: Frame, word: string): void {
    if (this.#operand && (word === 'in' || word === 'instanceof' || word === 'of')) {
      leaveType(frame);
      this.#operand = false;
    } else if (
      this.#operand &&
      (word === 'as' || word === 'satisfies' || word === 'is' || word === 'implements')
    ) {
      this.#operand = false;
    } else {
      if (word === 'extends') frame.typeQuestions++;
      this.#operand = !words.TYPE_PREFIXES.has(word);
    }
  }

  // Marks

  #codeMark(frame: Frame, mark: string, start: number): void {
    if (frame.inType && this.#typeMark(frame, mark, start)) return;
    const { newline } = this;
    switch (mark) {
      case ',':
        frame.questions = 0;
        frame.isKey = frame.kind === 'object';
        break;
      case '=':
        if (frame.statement?.keyword === 'type') frame.inType = true;
        frame.isKey = false;
        break;
      case '...':
        frame.isKey = false;
        break;
      case '?':
        if (frame.isKey || matchesAt(OPTIONAL, this.#text, start + 1)) return;
        frame.questions++;
        break;
      case ':':
        this.#colon(frame, start);
        return;
      case '++':
      case '--':
        this.#operand &&= !newline;
        return;
      case '!':
        this.#operand &&= !newline;
        return;
      case '<':
        this.#less(frame, start);
        return;
    }
    this.#operand = false;
  }

  /** Returns whether the mark belongs to the type, rather than to what is around it. */
  #typeMark(frame: Frame, mark: string, start: number): boolean {
    if (mark === '<') frame.angles++;
    else if (mark === '>' && frame.angles > 0) {
      if (--frame.angles === 0 && frame.isSoftType) {
        leaveType(frame);
        this.#operand = !frame.isPrefixType;
      } else this.#operand = true;
      return true;
    } else if (mark === '=>' && this.#previous === ')' && this.#closesParameters()) this.#operand = false;
    else if ((mark === ',' || mark === '=') && frame.angles > 0) this.#operand = false;
    else if (mark === '?' && frame.typeQuestions > 0 && frame.openTypeQuestions < frame.typeQuestions) {
      frame.openTypeQuestions++;
    } else if (mark === '?' && matchesAt(OPTIONAL, this.#text, start + 1)) return true;
    else if (mark === ':' && frame.openTypeQuestions > 0) {
      frame.openTypeQuestions--;
      frame.typeQuestions--;
    } else if (!(TYPE_OPERATORS.has(mark) || (mark === '-' && !this.#operand))) {
      leaveType(frame);
      return false;
    }
    this.#operand = false;
    return true;
  }

  /** Returns whether the parenthesis before an arrow in a type has the parameters of a function type, rather than a type. */
  #closesParameters(): boolean {
    return this.#closed!.kind === 'type' && matchesAt(PARAMETERS, this.#text, this.#closed!.start);
  }

  #less(frame: Frame, start: number): void {
    const before = this.#text.charCodeAt(start - 1);
    const isClose =
      (before > 32 && !/[\s=\d<]/.test(this.#text[start + 1] ?? ' ')) ||
      (before > 32 && /[\r\n]/.test(this.#text[start + 1] ?? ''));
    const isList =
      !this.#operand || isClose || frame.header !== null || frame.isKey || this.#previous === 'async';
    if (this.#isTyped && isList) {
      this.#operandAt(frame, start);
      Object.assign(frame, { inType: true, isSoftType: true, angles: 1, isPrefixType: !this.#operand });
    }
    this.#operand = false;
  }

  #colon(frame: Frame, start: number): void {
    const isParameters =
      this.#previous === ')' &&
      (frame.header !== null || (this.#closed!.hasParameters && !this.#closed!.isCall));
    this.#operand = false;
    if (frame.questions > 0 && !isParameters) frame.questions--;
    else if (frame.kind === 'object' && frame.isKey && frame.header === null) frame.isKey = false;
    else if (frame.statement?.line.role === 'clause') {
      Object.assign(frame.statement.line, { end: start + 1, opensBlock: true });
      this.#leaveStatement(frame);
    } else if (frame.kind !== 'class' && frame.statement !== null && frame.statement.word === this.#start) {
      frame.statement.phase = 'first';
    } else {
      if (frame.kind === 'class') frame.isKey = false;
      if (frame.kind === 'group' && this.#previous !== ')') frame.hasParameters = true;
      Object.assign(frame, { inType: true, isSoftType: false, typeQuestions: 0, openTypeQuestions: 0 });
    }
  }

  #semicolon(start: number): void {
    if (this.top.kind === 'group' && this.top.owner !== 'for') this.#abandonGroups(start);
    const frame = this.top;
    leaveType(frame);
    frame.questions = 0;
    this.#operand = false;
    if (!hasStatements(frame)) {
      frame.isKey = frame.kind === 'object';
      return;
    }
    this.#settle(frame, ';', true);
    if (frame.statement?.phase === 'body') frame.statement.phase = 'after';
    else if (frame.statement !== null) this.#endStatement(frame, start + 1);
  }

  #decorator(frame: Frame): void {
    const { statement } = frame;
    statement!.line.role = 'decorator';
    statement!.keyword = '@';
    frame.isKey = false;
  }

  // Brackets

  #openBrace(start: number): void {
    if (
      this.top.kind === 'group' &&
      this.#operand &&
      !this.top.inType &&
      this.top.header === null &&
      this.#previous !== '=>'
    )
      this.#abandonGroups(start);
    const frame = this.top;
    if (frame.kind === 'type' || (frame.inType && !this.#operand)) {
      this.#openBracket('type', BRACES, start);
      return;
    }
    leaveType(frame);
    const { header } = frame;
    if (header !== null && this.#previous !== 'extends') {
      frame.header = null;
      this.#openBody(frame, header, start);
    } else if (this.#previous === '=>') {
      const line = this.builder.line(frame.operand, this.#depthIn(frame), 'expression', 'function');
      this.#openBody(frame, { body: 'function', start: frame.operand, role: 'expression', line }, start);
    } else if (hasStatements(frame)) this.#openStatementBrace(frame, start);
    else {
      this.#operandAt(frame, start);
      this.#openBracket('object', BRACES, start);
    }
  }

  /** A brace that no header announces, where statements are. */
  #openStatementBrace(frame: Frame, start: number): void {
    const isLabelled = frame.statement?.phase === 'first' && this.#previous === ':';
    const isCatch = frame.statement?.keyword === 'catch' && frame.statement.phase === 'head';
    if (isCatch) frame.statement!.phase = 'body';
    const isBlock = this.#settle(frame, '{', false) && !isLabelled;
    if (isBlock && frame.statement === null) {
      this.#begin(frame, start);
      if (frame.kind === 'class') frame.statement!.phase = 'rest';
    }
    const statement = frame.statement!;
    if (frame.kind !== 'class' && (isBlock || isLabelled)) {
      Object.assign(statement.line, { end: start + 1, opensBlock: true });
      const isSwitch = statement.keyword === 'switch';
      const depth = statement.depth + (isSwitch ? 2 : 1);
      statement.phase = 'body';
      this.#openBracket(isSwitch ? 'switch' : 'statements', BRACES, start, {
        next: 'block',
        depth,
        owner: statement.keyword,
      });
    } else if (this.#operand) {
      // Something is missing before it.
      Object.assign(statement.line, { end: start + 1, opensBlock: true });
      this.#openBracket('statements', BRACES, start, {
        next: 'statement',
        depth: statement.depth + 1,
        owner: null,
      });
    } else if (frame.isKey && this.#previous === 'static') {
      Object.assign(statement.line, { end: start + 1, opensBlock: true });
      this.#openBracket('statements', BRACES, start, {
        next: 'statement',
        depth: statement.depth + 1,
        owner: null,
      });
    } else {
      this.#startRest(frame);
      this.#operandAt(frame, start);
      this.#openBracket('object', BRACES, start);
    }
  }

  #openBody(frame: Frame, { body, start: from, role, line }: Header, start: number): void {
    const depth = this.#depthIn(frame);
    const next = role === 'declaration' || role === 'method' ? 'statement' : 'operand';
    if (line !== null && body !== 'type' && body !== 'object')
      Object.assign(line, { end: start + 1, opensBlock: true });
    if (body === 'type' || body === 'object') {
      this.#openBracket(body, BRACES, start, { next });
      return;
    }
    const definition = body === 'namespace' ? null : this.builder.definition(from, depth, role);
    this.#openBracket(body === 'class' ? 'class' : 'statements', BRACES, start, {
      ...{ next, depth: depth + 1, definition, owner: body },
      switch: -1,
      module: body === 'namespace' ? this.#frames.length : -1,
    });
  }

  #openGroup(type: number, start: number): void {
    const frame = this.top;
    const isType =
      frame.kind === 'type' || (frame.inType && (!this.#operand || type === 1 || this.#previous === '>'));
    if (isType && !(type === 1 && this.newline && this.#operand)) {
      this.#openBracket('type', type, start);
      return;
    }
    let next: Continuation = 'operand';
    const isCall = this.#operand && this.#previous !== 'async';
    if (hasStatements(frame)) {
      const continues = type === 0 || !(frame.isKey || frame.inType);
      if (this.#settle(frame, type === 0 ? '(' : '[', continues)) this.#begin(frame, start);
      if (frame.statement!.phase === 'head' && type === 0) next = 'head';
      else this.#startRest(frame);
    }
    leaveType(frame);
    if (type === 0 && this.#operand && frame.isKey && frame.header === null) {
      const { statement } = frame;
      const isMember = frame.kind === 'class';
      const from = isMember ? statement!.start : frame.operand;
      const line = isMember
        ? statement!.line
        : this.builder.line(from, this.#depthIn(frame), 'expression', 'function');
      if (isMember) Object.assign(line, { role: 'definition', keyword: 'function' });
      frame.header = { body: 'function', start: from, role: isMember ? 'method' : 'element', line };
    }
    this.#operandAt(frame, start);
    this.#openBracket('group', type, start, { next, owner: frame.statement?.keyword ?? null, isCall });
  }

  #openBracket(kind: FrameKind, type: number, start: number, options: Partial<Frame> = {}): void {
    this.stack.open(type, start);
    this.#push(kind, 'operand', { start, ...options });
  }

  #push(kind: FrameKind, next: Continuation, options: Partial<Frame> = {}): void {
    const outer = this.#frames.at(-1);
    const index = this.#frames.length;
    const isHome = kind === 'statements' || kind === 'switch' || kind === 'template';
    this.#frames.push({
      kind,
      start: 0,
      delimiters: this.stack.depth,
      depth: outer === undefined ? 0 : this.#depthIn(outer),
      next,
      home: isHome ? index : outer!.home,
      switch: kind === 'switch' ? index : (outer?.switch ?? -1),
      module: outer?.module ?? 0,
      definition: null,
      owner: null,
      isCall: false,
      hasParameters: false,
      statement: null,
      isKey: kind === 'object' || kind === 'class',
      inType: false,
      isSoftType: false,
      isPrefixType: false,
      angles: 0,
      questions: 0,
      typeQuestions: 0,
      openTypeQuestions: 0,
      operand: 0,
      header: null,
      decorator: -1,
      ...options,
    });
  }

  /** Number of blocks around what comes next in a frame. */
  #depthIn({ statement, depth }: Frame): number {
    return statement?.depth ?? depth;
  }

  /** Goes on after a bracket that ends at `end`. */
  #continue(next: Continuation, end: number): void {
    const frame = this.top;
    const { statement } = frame;
    this.#operand = next === 'operand';
    if (next === 'block' && statement !== null) statement.phase = 'after';
    else if (next === 'statement' && statement !== null) {
      if (!statement.line.opensBlock) statement.line.end = end;
      this.#leaveStatement(frame);
    } else if (next === 'head' && statement !== null) {
      statement.line.end = end;
      if (statement.keyword === 'while of do') {
        statement.phase = 'rest';
        this.#operand = true;
      } else statement.phase = 'body';
    }
  }

  #pop(end: number): Frame {
    const frame = this.#frames.pop()!;
    if (hasStatements(frame)) this.#endAll(frame, this.#end);
    if (frame.definition !== null) frame.definition.end = end;
    return frame;
  }

  // Statements

  /**
   * Ends the statement before a token that cannot belong to it, as far as white space or nothing tells.
   *
   * @param continues the token may continue a statement on a new line
   * @returns whether a statement begins
   */
  #settle(frame: Frame, token: string, continues: boolean): boolean {
    const { statement } = frame;
    if (statement?.keyword === '@') {
      if (
        this.#operand &&
        !(token === '(' || token === '.' || token === '<' || token === '?.' || token === ';')
      )
        this.#endStatement(frame, this.#end);
    } else if (statement?.phase === 'rest' && this.newline && !(frame.header !== null && token === '{')) {
      const isJump =
        this.#previous === 'return' || this.#previous === 'break' || this.#previous === 'continue';
      const isModifier = frame.isKey && words.MODIFIERS.has(this.#previous);
      if ((this.#operand && !continues && !isModifier) || (isJump && !frame.isKey))
        this.#endStatement(frame, this.#end);
    }
    for (let last = frame.statement; last?.phase === 'after'; last = frame.statement) {
      const clause = token === 'while' ? 'while of do' : token;
      if (controlFlow.next.get(last.keyword ?? '')?.has(clause)) return false;
      this.#leaveStatement(frame);
    }
    return frame.statement === null || frame.statement.phase === 'body';
  }

  /** @param continued the statement before, of which this is a clause */
  #begin(frame: Frame, start: number, keyword: string | null = null, continued?: Statement): Statement {
    const outer = continued === undefined ? frame.statement : continued.outer;
    const isCase =
      frame.kind === 'switch' && outer === null && continued === undefined && /(?:case|default)\b/y;
    let depth = continued?.depth ?? (outer === null ? frame.depth : outer.depth + 1);
    if (isCase && matchesAt(isCase, this.#text, start)) depth--;
    const line: LogicalLine = this.builder.line(start, depth, 'statement', null);
    const statement: Statement = {
      ...{ line, depth, outer, keyword, phase: 'rest', word: start },
      start: frame.decorator >= 0 ? frame.decorator : start,
    };
    Object.assign(frame, {
      statement,
      header: null,
      questions: 0,
      decorator: -1,
      isKey: frame.kind === 'class',
    });
    leaveType(frame);
    this.#operand = false;
    return statement;
  }

  #startRest({ statement }: Frame): void {
    if (statement?.phase === 'first') statement.phase = 'rest';
  }

  #endStatement(frame: Frame, end: number): void {
    const { line, keyword, start } = frame.statement!;
    if (!line.opensBlock) line.end = end;
    if (keyword === '@') frame.decorator = start;
    this.#leaveStatement(frame);
  }

  #leaveStatement(frame: Frame): void {
    const { outer, line } = frame.statement!;
    if (frame.header !== null && line.role === 'definition')
      Object.assign(line, { role: 'statement', keyword: null });
    Object.assign(frame, { statement: outer, header: null, questions: 0, isKey: frame.kind === 'class' });
    leaveType(frame);
    if (outer !== null) outer.phase = 'after';
    this.#operand = false;
  }

  #endAll(frame: Frame, end: number): void {
    while (frame.statement !== null) {
      if (frame.statement.phase === 'rest' || frame.statement.phase === 'first')
        this.#endStatement(frame, end);
      else this.#leaveStatement(frame);
    }
  }

  // Damage

  /** A statement begins on a line where brackets are open that cannot hold it: they were never going to be closed. */
  #recover(word: string, start: number, end: number): void {
    if (!words.STATEMENT_KEYWORDS.has(word)) return;
    const frame = this.top;
    const isNext = (pattern: RegExp) => matchesAt(pattern, this.#text, end);
    if (frame.kind === 'statements' || frame.kind === 'switch') {
      if ((word === 'export' || word === 'import') && frame.module < 0 && !isNext(CALL))
        this.#abandon(0, start);
      else if (
        word === 'case' &&
        frame.kind !== 'switch' &&
        frame.switch >= 0 &&
        frame.statement?.phase !== 'rest'
      )
        this.#abandon(frame.switch, start);
      return;
    }
    if (frame.inType || (frame.owner === 'for' && this.#previous === '(')) return;
    const isGroup = frame.kind === 'group' || frame.kind === 'field';
    const isHeaded = /^(?:if|for|while|switch)$/.test(word) && isNext(/[ \t]+\(/y);
    if (isHeaded || isNext(isGroup ? /[ \t]+[\w$'"`{[(]|;/y : /[ \t]+[\w$'"`{[]/y))
      this.#abandon(frame.home, start);
  }

  /** A value comes right after another one on a new line: unless it is indented more, as after a missing comma, it begins a statement. */
  #separate(start: number): void {
    const frame = this.top;
    if (frame.kind !== 'group' || !this.#operand || frame.inType) return;
    const home = this.#frames[frame.home]!;
    if (home.kind === 'template' || home.statement === null || home.statement.keyword === '@') return;
    if (this.#indent(start) <= this.#indent(home.statement.line.first)) this.#abandon(frame.home, start);
  }

  /** Number of characters of white space before the first token of a line. */
  #indent(position: number): number {
    let start = position;
    while (start > 0 && !/[\n\r]/.test(this.#text[start - 1]!)) start--;
    return /[ \t]*/.exec(this.#text.slice(start, position))![0].length;
  }

  #abandonGroups(position: number): void {
    let index = this.#frames.length - 1;
    while (this.#frames[index]!.kind === 'group') index--;
    this.#abandon(index, position);
  }

  /** Ends all frames inside that of an index, whose brackets are unclosed. */
  #abandon(index: number, position: number): void {
    this.stack.abandon(this.#frames[index]!.delimiters, position, 'unclosed');
    while (this.#frames.length > index + 1) this.#pop(position);
    const frame = this.top;
    if (frame.statement?.phase === 'head') frame.statement.phase = 'body';
    this.#operand = true;
  }
}

function hasStatements({ kind }: Frame): boolean {
  return kind === 'statements' || kind === 'switch' || kind === 'class';
}

function leaveType(frame: Frame): void {
  frame.inType = false;
  frame.angles = 0;
  frame.typeQuestions = 0;
  frame.openTypeQuestions = 0;
}

function isOperator(word: string): boolean {
  return /^(?:in|instanceof|of|as|satisfies|extends|implements|is|from|with|assert)$/.test(word);
}

/** Returns whether a word only precedes the keyword of a statement. */
function isPrefix(word: string, isNext: (pattern: RegExp) => boolean): boolean {
  if (word === 'async') return isNext(/[ \t]+function\b/y);
  return (word === 'declare' || word === 'abstract') && isNext(NAME);
}

/** Returns whether a sticky expression matches at a position. */
function matchesAt(pattern: RegExp, text: string, position: number): boolean {
  pattern.lastIndex = position;
  return pattern.test(text);
}

const NAME = /[ \t]+[\p{ID_Start}$_\\]/uy;
const NAME_OR_STRING = /[ \t]+[\p{ID_Start}$_\\'"]/uy;
const NAME_OR_LIST = /[ \t]+[\p{ID_Start}$_\\{*]/uy;
const BRACE = /[ \t]*\{/y;
const CALL = /[ \t]*[.(]/y;
const OPTIONAL = /\s*[:,)=\];}]/y;
const PARAMETERS = /\(\s*(?:\)|\.\.\.|[{[]|[\p{ID_Start}$_][\p{ID_Continue}$]*\s*[:,?=)])/uy;
const TYPE_OPERATORS = new Set(['|', '&', '.', '?.', '...']);
