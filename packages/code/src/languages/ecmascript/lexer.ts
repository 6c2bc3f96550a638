import type { Language } from '../../language/language.ts';
import { delimiterType } from '../../text/delimiter-stack.ts';
import type { LexicalAnalysis, StringRecord } from '../../text/lexical.ts';
import * as scan from './scan.ts';
import { Structure } from './structure.ts';
import { PRIMITIVE_TYPES } from './words.ts';

class EcmascriptLexer {
  readonly #text: string;
  readonly #cut: boolean;
  readonly #isTyped: boolean;
  readonly #structure: Structure;
  readonly #strings: StringRecord[] = [];
  /** Offsets of the open templates. */
  readonly #templates: number[] = [];
  #position = 0;
  /** The text has JSX elements, or names a library for them; undefined as long as nothing shows that. */
  #hasElements: boolean | undefined;
  /** The text is no module, so that it may have the comments of HTML; undefined until that matters. */
  #isScript: boolean | undefined;

  constructor(text: string, { cut, path = '' }: LexerOptions, isTyped: boolean) {
    this.#text = text;
    this.#cut = cut;
    this.#isTyped = isTyped;
    this.#structure = new Structure(text, isTyped);
    if (isTyped && DIALECT.test(path)) this.#hasElements = /x$/i.test(path);
    if (isTyped || /\.mjs$/i.test(path)) this.#isScript = false;
  }

  run(): LexicalAnalysis {
    const text = this.#text;
    if (/^\ufeff?#!/.test(text)) this.#position = scan.endOfLine(text, 0);
    while (this.#position < text.length) {
      const { kind } = this.#structure.top;
      if (kind === 'template') this.#templateText(this.#templates.at(-1)!);
      else if (kind === 'children') this.#children();
      else if (kind === 'tag' || kind === 'closing tag') this.#tag();
      else this.#code();
    }
    for (const start of this.#templates.reverse()) this.#string(start, text.length, false, true);
    this.#structure.finish(this.#cut);
    const { stack, builder } = this.#structure;
    const { lines, blocks } = builder.finish();
    const { records: delimiters, strays } = stack;
    return { delimiters, strays, strings: this.#strings, lines, jumps: builder.jumps, blocks };
  }

  /** Reads one token of code. */
  #code(): void {
    const start = this.#position;
    const text = this.#text;
    const structure = this.#structure;
    const code = text.charCodeAt(start);
    switch (scan.classOf(code)) {
      case scan.BLANK:
        this.#position++;
        return;
      case scan.LINE_BREAK:
        this.#position++;
        structure.newline = true;
        structure.lineStart = this.#position;
        return;
      case scan.WORD:
        this.#position = scan.wordEnd(text, start + 1);
        structure.word(start, this.#position, this.#cut && this.#position === text.length);
        return;
      case scan.DIGIT:
        this.#literal(start, scan.numberEnd(text, start));
        return;
      case scan.OPENER:
        structure.open(delimiterType(code), start);
        this.#position++;
        return;
      case scan.CLOSER:
        structure.close(delimiterType(code), start);
        this.#position++;
        return;
      default:
        this.#other(code, start);
    }
  }

  #other(code: number, start: number): void {
    const text = this.#text;
    const structure = this.#structure;
    const after = text.charCodeAt(start + 1);
    if (code === scan.QUOTE || code === scan.APOSTROPHE) {
      const { end, terminated } = scan.stringEnd(text, start + 1, code);
      this.#literal(start, end);
      this.#string(start, end, terminated, false);
      if (LIBRARIES.has(text.slice(start + 1, Math.min(end - 1, start + 20)))) this.#hasElements ??= true;
    } else if (code === scan.BACKTICK) {
      structure.value(start);
      structure.push('template', start);
      this.#templates.push(start);
      this.#position = start + 1;
    } else if (code === scan.SLASH && (after === scan.SLASH || after === 42)) this.#comment(start);
    else if ((after === 33 || after === 45) && this.#isHtmlComment(start))
      this.#position = scan.endOfLine(text, start);
    else if (code === scan.SLASH && structure.expectsOperand)
      this.#literal(start, scan.regularExpressionEnd(text, start));
    else if (code === 46 && scan.classOf(after) === scan.DIGIT)
      this.#literal(start, scan.numberEnd(text, start));
    else if (code === scan.LESS && structure.expectsOperand && this.#isElement(start)) {
      structure.value(start);
      structure.push('tag', start);
      this.#position = start + 1;
    } else {
      this.#position = scan.operatorEnd(text, start, structure.inType);
      structure.mark(text.slice(start, this.#position), start);
    }
  }

  #isElement(start: number): boolean {
    if (this.#hasElements === false) return false;
    const kind = isElement(this.#text, start, this.#isTyped);
    if (kind === 'element') this.#hasElements = true;
    return kind === 'element' || (kind === 'unclear' && this.#hasElements === true);
  }

  /** Returns whether a comment of HTML begins here: `<!--`, or `-->` at the beginning of a line. */
  #isHtmlComment(start: number): boolean {
    const text = this.#text;
    const isComment =
      text.startsWith('<!--', start) || (this.#structure.newline && text.startsWith('-->', start));
    if (isComment) this.#isScript ??= !MODULE_ITEM.test(text);
    return isComment && this.#isScript === true;
  }

  #comment(start: number): void {
    const end = scan.commentEnd(this.#text, start);
    if (LINE_BREAK.test(this.#text.slice(start, end))) this.#structure.newline = true;
    this.#position = end;
  }

  #literal(start: number, end: number): void {
    this.#structure.value(start);
    this.#structure.endValue(end);
    this.#position = end;
  }

  #string(start: number, end: number, terminated: boolean, multiLine: boolean): void {
    this.#strings.push({
      start,
      quoteStart: start,
      contentStart: start + 1,
      contentEnd: terminated ? end - 1 : end,
      end,
      terminated,
      multiLine,
      isTentative: false,
    });
  }

  /** Reads the text of a template up to its end or a field. */
  #templateText(start: number): void {
    const { end, terminated, isField } = scan.templateEnd(this.#text, this.#position);
    this.#position = end;
    if (isField) this.#structure.enterField(end - 1, true);
    else if (terminated) {
      this.#templates.pop();
      this.#string(start, end, true, true);
      this.#structure.leave();
      this.#structure.endValue(end);
    }
  }

  /** Reads the text between two tags up to a tag or a field. */
  #children(): void {
    CHILDREN.lastIndex = this.#position;
    CHILDREN.test(this.#text);
    const at = CHILDREN.lastIndex;
    this.#position = at;
    const code = this.#text.charCodeAt(at);
    if (at === this.#text.length) return;
    if (code === scan.LESS) {
      const isClosing = /<\s*\//y;
      isClosing.lastIndex = at;
      const isEnd = isClosing.test(this.#text);
      this.#structure.push(isEnd ? 'closing tag' : 'tag', at);
      this.#position = isEnd ? isClosing.lastIndex : at + 1;
    } else if (code === scan.OPEN_BRACE) {
      this.#structure.enterField(at, false);
      this.#position++;
    } else this.#structure.leaveElements();
  }

  /** Reads one token of a tag. */
  #tag(): void {
    const start = this.#position;
    const text = this.#text;
    const structure = this.#structure;
    const code = text.charCodeAt(start);
    this.#position++;
    if (code === scan.QUOTE || code === scan.APOSTROPHE) {
      const { end, terminated } = scan.attributeEnd(text, start + 1, code);
      this.#string(start, end, terminated, true);
      this.#position = end;
    } else if (code === scan.OPEN_BRACE) structure.enterField(start, false);
    else if (scan.classOf(code) === scan.OPENER) structure.open(delimiterType(code), start);
    else if (code === scan.LESS && scan.classOf(text.charCodeAt(start - 1)) === scan.WORD)
      structure.top.angles++;
    else if (code === scan.LESS) structure.push('tag', start);
    else if (code === scan.GREATER && structure.top.angles > 0) structure.top.angles--;
    else if (code === scan.GREATER) this.#endTag(text[start - 1] === '/');
    else if (code === scan.SLASH && (text[start + 1] === '/' || text[start + 1] === '*'))
      this.#comment(start);
    else if (code === 59 || scan.classOf(code) === scan.CLOSER) {
      structure.leaveElements();
      this.#position = start;
    }
  }

  #endTag(isEmpty: boolean): void {
    const structure = this.#structure;
    const isClosing = structure.top.kind === 'closing tag';
    structure.leave();
    if (isClosing) structure.leave();
    else if (!isEmpty) {
      structure.push('children', this.#position);
      return;
    }
    if (structure.top.kind !== 'children' && structure.top.kind !== 'tag') structure.endValue(this.#position);
  }
}

const CHILDREN = /[^<{}]*/y;
const LINE_BREAK = /[\n\r\u2028\u2029]/;
/** Extensions of TypeScript. */
const DIALECT = /\.(?:[mc]?ts|tsx)$/i;
/** The beginning of a line that only a module has. */
const MODULE_ITEM = /^[ \t]*(?:export\b|import\b(?!\s*[.(]))/m;
/** Libraries whose elements are written in JSX. */
const LIBRARIES = new Set([
  'react',
  'preact',
  'solid-js',
  'react-dom',
  'react/jsx-runtime',
  '@emotion/react',
]);

type LexerOptions = Parameters<Language['analyze']>[1];

/** Reads JavaScript or TypeScript in one pass and linear time, on any input. */
export function analyzeEcmascript(text: string, options: LexerOptions, isTyped: boolean): LexicalAnalysis {
  return new EcmascriptLexer(text, options, isTyped).run();
}

/** A `>` and an arrow function, in a text without fields; or an operator and its operand, with what ends a name in code. */
const ARROW = /^>\s*(?:async\s*)?\((?:(?!<\/)[^{])*?=>/;
const OPERATION = /^>\s*(?:await|delete|new|typeof|void|yield)\s+[\w$.]+[(;]/;
const FIELD = /\{[^{}]*\}/g;
const TAG = /<\s*([\p{ID_Start}$_][\p{ID_Continue}$.:-]*)?(\s*)(.{0,120})/suy;

/**
 * Returns the construct that a `<` begins in place of an operand: a JSX element, type parameters or the type of an assertion, or
 * `unclear` if it may be either (`<Name>text`). Only the next few characters decide, so that sound files of both kinds are read alike.
 */
function isElement(text: string, start: number, isTyped: boolean): 'element' | 'type' | 'unclear' {
  TAG.lastIndex = start;
  const [, name, blank = '', rest = ''] = TAG.exec(text) ?? [];
  if (name === undefined) return rest.startsWith('>') ? 'element' : 'type';
  if (!isTyped) return 'element';
  const isIntrinsic = /^[a-z][\w-]*$/.test(name) && !PRIMITIVE_TYPES.has(name);
  if (/^>/.test(rest)) {
    if (ARROW.test(rest.replace(FIELD, ''))) return 'type';
    if (OPERATION.test(rest) && !rest.includes(`</${name}`)) return 'type';
    if (isIntrinsic && !rest.startsWith('>(')) return 'element';
    if (PRIMITIVE_TYPES.has(name) && name !== 'object' && name !== 'symbol') return 'type';
    return /^>(?:\s*\n|[^\n]*<\/|(?!(?:await|delete|new|typeof|void|yield) )\w+ +(?!(?:as|in|instanceof|satisfies) )[\w{])/.test(
      rest,
    )
      ? 'element'
      : 'unclear';
  }
  if (/^\/>/.test(rest)) return 'element';
  if (blank === '') return /^<[^<>(){};]*>[\s/]/.test(rest) ? 'element' : 'type';
  if (/^(?:typeof|keyof|readonly|unique|infer|const|new|abstract)$/.test(name)) return 'type';
  if (/^extends\s/.test(rest)) return 'type';
  return /^[\p{ID_Start}$_{/]/u.test(rest) ? 'element' : 'type';
}
