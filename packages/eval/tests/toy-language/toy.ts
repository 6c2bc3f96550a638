import { DelimiterStack } from '../../src/code/delimiter-stack.ts';
import type { Choice } from '../../src/code/dependencies/choice.ts';
import type { Source } from '../../src/code/dependencies/source.ts';
import type { Language } from '../../src/code/language.ts';
import type { LexicalAnalysis, LogicalLine, StringRecord } from '../../src/code/lexical.ts';
import type { SyntaxParser } from '../../src/code/parser/syntax-parser.ts';
import { pick } from '../../src/statistics/draw.ts';
import type { RandomStream } from '../../src/statistics/random.ts';

/**
 * A language of two statements: `to NAME:` begins a procedure, whose block is indented and ends with `end NAME`; `say …` says what follows, with
 * round and square brackets and strings in double quotes. A line is a statement.
 */
export const toy: Language = {
  id: 'toy',
  name: 'Toy',
  grammar: { package: 'tree-sitter-toy', wasmFile: 'tree-sitter-toy.wasm' },
  probeProgram: 'to f:\n  say [1]\nend f\n',
  emptyStatement: 'say 0',
  controlFlow: {
    clauses: ['end'],
    next: new Map([['to', new Map([['end', 'complete']])]]),
    unfinished: new Set(['to']),
    inside: new Map(),
    blocks: new Map([['to', 'function']]),
    jumps: new Map(),
  },
  analyse,
  isProse: (line) => !/^\s*(?:to|say|end)\b/.test(line),
  analyseNames: () => ({ uses: [], parameters: { all: 0, read: 0 }, inDamage: 0 }),
  firstWord: (text, first) => /^[a-z]+/.exec(text.slice(first))?.[0] ?? '',
  readSyntax: () => ({ lists: [], functions: [] }),
  chooseNatural,
  stretchable: () => [],
};

/** Sound where every bracket is. */
export const toyParser: SyntaxParser = {
  engine: 'wasm',
  reason: 'the only parser of Toy',
  language: toy,
  parse(text) {
    const { delimiters, strays } = analyse(text, { cut: false });
    const hasError = strays.length > 0 || delimiters.some(({ fate }) => fate !== 'matched');
    return {
      hasError,
      walk: () => ({
        nodeType: hasError ? 'ERROR' : 'program',
        nodeIsNamed: true,
        nodeIsMissing: false,
        startIndex: 0,
        endIndex: text.length,
        currentFieldName: null,
        gotoFirstChild: () => false,
        gotoNextSibling: () => false,
        gotoParent: () => false,
      }),
      dispose: () => undefined,
    };
  },
  dispose: () => undefined,
};

const BRACKETS = '()[]';

function analyse(text: string, { cut }: { readonly cut: boolean }): LexicalAnalysis {
  const stack = new DelimiterStack();
  const strings: StringRecord[] = [];
  const lines: LogicalLine[] = [];
  for (const { 0: line, index: indentStart } of text.matchAll(/[^\n]+/g)) {
    const first = indentStart + line.search(/\S/);
    if (first < indentStart) continue;
    const end = indentStart + line.length;
    const isLast = cut && end === text.length;
    for (let at = first; at < end; at++) {
      const bracket = BRACKETS.indexOf(text[at]!);
      if (text[at] === '"') {
        const quote = text.slice(0, end).indexOf('"', at + 1);
        const contentEnd = quote < 0 ? end : quote;
        strings.push({
          start: at,
          quoteStart: at,
          contentStart: at + 1,
          contentEnd,
          end: quote < 0 ? end : quote + 1,
          terminated: quote > 0,
          multiLine: false,
          isTentative: false,
        });
        if (quote < 0) break;
        at = quote;
      } else if (bracket >= 0 && bracket % 2 === 0) stack.open(bracket / 2, at);
      else if (bracket >= 0) stack.close((bracket - 1) / 2, at);
    }
    stack.abandon(0, end, isLast ? 'censored' : 'unclosed');
    const keyword = toy.firstWord(text, first);
    lines.push({
      indentStart,
      first,
      end,
      complete: !isLast,
      opensBlock: line.endsWith(':'),
      role: keyword === 'to' ? 'definition' : keyword === 'end' ? 'clause' : 'statement',
      keyword: keyword === 'to' || keyword === 'end' ? keyword : null,
    });
  }
  return { delimiters: stack.records, strays: stack.strays, strings, lines, jumps: [] };
}

/** The name after `end`, against that of another procedure. */
function chooseNatural({ name: document, text }: Source, random: RandomStream): Choice[] {
  const procedures = [...text.matchAll(/to (\w+):[\s\S]*?end \1/g)];
  return procedures.flatMap(({ 0: whole, 1: name, index }): Choice[] => {
    const others = procedures.map((other) => other[1]!).filter((other) => other !== name);
    const at = index + whole.length - name!.length;
    if (others.length === 0 || text[at + name!.length] === undefined) return [];
    const start = index + 'to '.length;
    return [
      {
        kind: 'identifier',
        document,
        text,
        at,
        alternatives: [`${name}\n`, `${pick(random, others)}\n`],
        start,
        distance: at - start,
        depth: 0,
        attractors: 0,
      },
    ];
  });
}
