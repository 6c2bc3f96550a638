import { expect, it } from 'vitest';
import { python } from '../../src/languages/python/python.ts';
import { cpython, isWhole, readStandardLibrary } from '../../src/testing/standard-library.ts';

/** Delimiter pairs with their depths, and the beginnings of logical lines, according to CPython's tokenizer, in code points. */
const OUTLINE = `
import io, json, re, tokenize

SKIPPED = {tokenize.NL, tokenize.COMMENT, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}

def outline(text):
    line_starts = [0] + [match.end() for match in re.finditer(r'\\r\\n|\\r|\\n', text)]
    pairs, lines, stack = [], [], []
    begins_line = True
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        position = line_starts[token.start[0] - 1] + token.start[1]
        if token.type == tokenize.NEWLINE:
            begins_line = True
        elif begins_line and token.type not in SKIPPED:
            lines.append(position)
            begins_line = False
        if token.type == tokenize.OP and token.string in '([{':
            stack.append((position, len(stack) + 1))
        elif token.type == tokenize.OP and token.string in ')]}':
            opener, depth = stack.pop()
            pairs.append([opener, position, depth])
    return json.dumps({'pairs': sorted(pairs), 'lines': lines}, separators=(',', ':'))

outline
`;

/** Returns a function that converts offsets from UTF-16 code units to code points. */
function codePointOffsets(text: string): (offset: number) => number {
  if (!/[\ud800-\udbff]/.test(text)) return (offset) => offset;
  const offsets = new Int32Array(text.length + 1);
  for (let i = 1; i <= text.length; i++) {
    offsets[i] = offsets[i - 1]! + (/[\ud800-\udbff]/.test(text[i - 1]!) ? 0 : 1);
  }
  return (offset) => offsets[offset]!;
}

it('finds the pairs, depths and logical lines that CPython finds in the standard library', {
  timeout: 120_000,
}, async () => {
  const pyodide = await cpython();
  const outline = pyodide.runPython(OUTLINE) as (text: string) => string;
  let pairs = 0;
  const asked = readStandardLibrary().filter((_, index) => isWhole || index % 10 === 1);
  for (const { path: name, text } of asked) {
    const toCodePoints = codePointOffsets(text);
    const lexical = python.analyze(text, { cut: false });
    const measured = {
      pairs: lexical.delimiters.map(({ opener, end, depth }) => [
        toCodePoints(opener),
        toCodePoints(end),
        depth,
      ]),
      lines: lexical.lines.map(({ first }) => toCodePoints(first)),
    };
    // As text, since deep equality of millions of numbers takes longer than all the rest.
    expect(`${name} ${JSON.stringify(measured)}`).toBe(`${name} ${outline(text)}`);
    pairs += measured.pairs.length;
  }
  if (isWhole) expect(pairs).toBe(88_300);
  else expect(pairs).toBeGreaterThan(10_000);
});
