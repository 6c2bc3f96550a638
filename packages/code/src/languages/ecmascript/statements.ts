import type { LineRole } from '../../text/lexical.ts';
import { BlockBuilder } from './block-builder.ts';
import { controlFlow } from './control-flow.ts';
import type { Frame, Header, Statement } from './frames.ts';
import { Types } from './types.ts';
import * as words from './words.ts';

/** Follows statements and members of classes: where they begin and end, and what their first words mean. */
export class Statements extends Types {
  readonly builder: BlockBuilder;

  constructor(text: string, isTyped: boolean) {
    super(text, isTyped);
    this.builder = new BlockBuilder(text);
  }

  /**
   * Ends the statement before a token that cannot belong to it, because of the token itself or the line break before it.
   *
   * @param continues the token may continue a statement on a new line
   * @returns whether a statement begins
   */
  protected settle(frame: Frame, token: string, continues: boolean): boolean {
    const { statement } = frame;
    if (statement?.keyword === '@') {
      if (this.operand && !frame.inType && !DECORATING.has(token)) this.endStatement(frame, this.end);
    } else if (statement?.phase === 'rest' && this.newline && !(frame.header !== null && token === '{')) {
      const isModified = frame.isKey && words.MODIFIERS.has(this.previous);
      const isEnded = words.RESTRICTED.has(this.previous) && !frame.isKey;
      if ((this.operand && !continues && !isModified) || isEnded) this.endStatement(frame, this.end);
    }
    for (let last = frame.statement; last?.phase === 'after'; last = frame.statement) {
      const { keyword } = last;
      if (keyword !== null && controlFlow.next.get(keyword)?.has(clauseOf(token))) return false;
      this.leaveStatement(frame);
    }
    return frame.statement === null || frame.statement.phase === 'body';
  }

  /** @param continued the statement before, of which this is a clause */
  protected begin(frame: Frame, start: number, role: LineRole, continued?: Statement): Statement {
    const outer = continued === undefined ? frame.statement : continued.outer;
    let depth = continued?.depth ?? (outer === null ? frame.depth : outer.depth + 1);
    if (frame.kind === 'switch' && role === 'clause' && outer === null && continued === undefined) depth--;
    const line = this.builder.line(start, depth, frame.functions, role, null);
    const from = frame.decorator >= 0 ? frame.decorator : start;
    frame.decorator = -1;
    frame.statement = { line, depth, start: from, outer, keyword: null, word: start, phase: 'rest' };
    this.#reset(frame);
    return frame.statement;
  }

  /** Begins a statement with anything but a word, or continues one that has only had prefixes. */
  protected beginRest(frame: Frame, start: number, token: string, continues: boolean): void {
    if (this.settle(frame, token, continues)) this.begin(frame, start, 'statement');
    else if (frame.statement!.phase === 'first') frame.statement!.phase = 'rest';
  }

  protected endStatement(frame: Frame, end: number): void {
    const { line, keyword, start, phase } = frame.statement!;
    if (phase === 'rest' || phase === 'first') {
      if (line.opensBlock !== true) line.end = Math.max(line.first, end);
      if (keyword === '@') frame.decorator = start;
    }
    this.leaveStatement(frame);
  }

  protected endAll(frame: Frame, end: number): void {
    while (frame.statement !== null) this.endStatement(frame, end);
  }

  protected leaveStatement(frame: Frame): void {
    const { outer, line } = frame.statement!;
    if (frame.header?.line === line && line.role === 'definition') {
      // A signature without a body.
      line.role = 'statement';
      line.keyword = null;
    }
    frame.statement = outer;
    if (outer !== null) outer.phase = 'after';
    this.#reset(frame);
  }

  #reset(frame: Frame): void {
    frame.header = null;
    frame.questions = 0;
    frame.isKey = frame.kind === 'class';
    frame.leaveType();
    this.operand = false;
  }

  /** Returns whether the word begins a statement, or belongs to its beginning, and needs no further handling. */
  protected statementWord(frame: Frame, word: string, start: number, end: number, isCut: boolean): boolean {
    const isBeginning = this.settle(frame, word, words.CONTINUING.has(word));
    const before = frame.statement;
    if (before?.phase === 'after') {
      const keyword = clauseOf(word);
      return this.#clause(this.begin(frame, start, 'clause', before), keyword, end);
    }
    if (before?.keyword === 'else' && word === 'if' && this.previous === 'else')
      return this.#clause(before, 'else if', end);
    if (!isBeginning) {
      if (before?.phase !== 'first') return false;
      before.word = start;
      return this.#keyword(frame, before, word, end);
    }
    if (isCut) {
      this.begin(frame, start, 'unknown');
      return false;
    }
    if (frame.kind !== 'class' && words.CLAUSES.has(word))
      return this.#clause(this.begin(frame, start, 'clause'), word, end);
    const statement = this.begin(frame, start, 'statement');
    return frame.kind !== 'class' && this.#keyword(frame, statement, word, end);
  }

  /** Handles the keyword of a statement or a clause with a block. */
  #clause(statement: Statement, keyword: string, end: number): true {
    statement.keyword = keyword;
    statement.line.keyword = keyword;
    statement.line.end = end;
    if (keyword === 'case' || keyword === 'default') statement.phase = 'rest';
    else statement.phase = words.WITHOUT_CONDITION.has(keyword) ? 'body' : 'head';
    this.operand = false;
    return true;
  }

  /** Handles the first word of a statement, after labels and words that only precede its keyword. */
  #keyword(frame: Frame, statement: Statement, word: string, end: number): boolean {
    const { line, start } = statement;
    const declare = (body: Header['body']): true => {
      frame.header = { body, role: 'declaration', start, line };
      return true;
    };
    statement.phase = 'rest';
    switch (word) {
      case 'if':
      case 'for':
      case 'while':
      case 'with':
      case 'switch':
      case 'do':
      case 'try':
        return this.#clause(statement, word, end);
      case 'return':
      case 'break':
      case 'continue':
        if (word === 'return' || !this.isAt(NAME, end))
          this.builder.jumps.push({ keyword: word, position: end - word.length });
        return true;
      case 'debugger':
        return true;
      case 'function':
      case 'class':
        line.role = 'definition';
        line.keyword = word;
        return declare(word);
      case 'async':
      case 'declare':
      case 'abstract':
        if (!this.isAt(word === 'async' ? FUNCTION : NAME, end)) return false;
        statement.phase = 'first';
        return true;
      case 'export':
      case 'default':
        statement.phase = 'first';
        return true;
      case 'interface':
        return this.isAt(NAME, end) && declare('type');
      case 'enum':
        return declare('object');
      case 'namespace':
      case 'module':
        return this.isAt(NAME_OR_STRING, end) && declare('namespace');
      case 'global':
        return this.isAt(BRACE, end) && declare('namespace');
      case 'type':
        if (!this.isAt(NAME_OR_LIST, end)) return false;
        statement.keyword = word;
        return true;
      case 'import':
        this.operand = this.isAt(CALL, end);
        return true;
      default:
        return false;
    }
  }
}

function clauseOf(token: string): string {
  return token === 'while' ? 'while of do' : token;
}

const DECORATING = new Set(['(', '.', '?.', '<', ';']);
const FUNCTION = /[ \t]+function\b/y;
export const NAME = /[ \t]+[\p{ID_Start}$_\\]/uy;
const NAME_OR_STRING = /[ \t]+[\p{ID_Start}$_\\'"]/uy;
const NAME_OR_LIST = /[ \t]+[\p{ID_Start}$_\\{*]/uy;
const BRACE = /[ \t]*\{/y;
export const CALL = /[ \t]*[.(]/y;
