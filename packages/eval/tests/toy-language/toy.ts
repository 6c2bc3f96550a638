import type { Language, LexicalAnalysis, LogicalLine, StringRecord } from '@longrange/code';
import { DelimiterStack } from '@longrange/code/internal';
import { type Suite, suites } from '../../src/index.ts';

/**
 * A language with only what every language has: each line is a value, which is a list, a tuple, a number or a string in double quotes. It
 * is also a line of Python, whose grammar parses it.
 */
export const toy: Language = {
  id: 'toy',
  name: 'Toy',
  fileExtensions: ['.toy'],
  defaults: { corpora: [], prompt: '[' },
  grammars: [{ file: 'tree-sitter-python.wasm' }],
  analyze,
};

const BRACKETS = '()[]';

function analyze(text: string, { cut }: { readonly cut: boolean }): LexicalAnalysis {
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
        const string = readString(text, at, end);
        strings.push(string);
        at = string.end - 1;
      } else if (bracket >= 0 && bracket % 2 === 0) stack.open(bracket / 2, at);
      else if (bracket >= 0) stack.close((bracket - 1) / 2, at);
    }
    stack.abandon(0, end, isLast ? 'censored' : 'unclosed');
    lines.push({ indentStart, first, end, complete: !isLast });
  }
  return { delimiters: stack.records, strays: stack.strays, strings, lines };
}

function readString(text: string, start: number, lineEnd: number): StringRecord {
  const quote = text.slice(0, lineEnd).indexOf('"', start + 1);
  const terminated = quote > 0;
  return {
    start,
    quoteStart: start,
    contentStart: start + 1,
    contentEnd: terminated ? quote : lineEnd,
    end: terminated ? quote + 1 : lineEnd,
    terminated,
    multiLine: false,
    isTentative: false,
  };
}

/** Four documents of brackets, each of three lines that nest one deeper than the one before; the second and the fourth begin one deeper. */
export const toyDocuments = ['red', 'green', 'blue', 'white'].map((name, index) => ({
  path: `${name}.toy`,
  text: [1, 2, 3]
    .map((depth) => depth + (index % 2))
    .map((depth) => `${'[('.repeat(depth)}"${name}"${')]'.repeat(depth)}\n`)
    .join(''),
}));

/** Smallest sizes of an evaluation. */
export const toySuite: Suite = {
  ...suites.quick,
  samples: { count: 2, length: 60 },
  temperatures: { count: 2, at: [0.5] },
  probes: {
    ...suites.quick.probes,
    context: { runs: 2, longestContext: 32 },
    perturbation: { runs: 2, longestContext: 32 },
    completions: { ...suites.quick.probes.completions, perDistance: 2, length: 48 },
  },
};
