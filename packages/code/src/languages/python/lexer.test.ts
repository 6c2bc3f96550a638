import { describe, expect, it } from 'vitest';
import { analyzePython } from './lexer.ts';

function stringsOf(text: string): string[] {
  return analyzePython(text, { cut: false }).strings.map(({ start, end }) => text.slice(start, end));
}

function linesOf(text: string, cut = false): string[] {
  return analyzePython(text, { cut }).lines.map(({ first, end, role, opensBlock }) =>
    [text.slice(first, end), role, opensBlock ? 'opens' : '-'].join('|'),
  );
}

describe('strings', () => {
  it('knows every prefix, and none but those', () => {
    for (const prefix of ['', 'r', 'u', 'b', 'f', 't', 'BR', 'rB', 'Fr', 'rF', 'tR', 'Rt']) {
      expect(stringsOf(`${prefix}"a("`)).toEqual([`${prefix}"a("`]);
    }
    expect(stringsOf('ub"a" fb"b" x"c" 1r"d"')).toEqual(['"a"', '"b"', '"c"', '"d"']);
  });

  it('ends single quotes at the line end, closed or not, unless it is escaped', () => {
    expect(stringsOf('a = "b\nc = 1')).toEqual(['"b']);
    expect(stringsOf("'a\\\nb' 'c\\\r\nd' 'e\\'")).toEqual(["'a\\\nb'", "'c\\\r\nd'", "'e\\'"]);
    expect(stringsOf('rb"\\"" ""')).toEqual(['rb"\\""', '""']);
  });

  it('ends triple quotes at three quotes, or with the text', () => {
    expect(stringsOf(`"""a" ""\\"""" '''b`)).toEqual(['"""a" ""\\""""', "'''b"]);
    expect(analyzePython('"""', { cut: false }).strings).toMatchObject([
      { start: 0, quoteStart: 0, contentStart: 3, contentEnd: 3, end: 3, terminated: false, multiLine: true },
    ]);
    expect(analyzePython(`f'''a{b}''' r""`, { cut: false }).strings).toMatchObject([
      {
        start: 0,
        quoteStart: 1,
        contentStart: 4,
        contentEnd: 8,
        end: 11,
        multiLine: true,
        isTentative: false,
      },
      { start: 12, quoteStart: 13, contentStart: 14, contentEnd: 14, end: 15, isTentative: true },
    ]);
  });

  it('nests in fields as since Python 3.12', () => {
    expect(stringsOf(`f"{x["a"]}{f'{"b"!r}'}c"`)).toEqual([
      '"a"',
      '"b"',
      `f'{"b"!r}'`,
      `f"{x["a"]}{f'{"b"!r}'}c"`,
    ]);
  });
});

describe('logical lines', () => {
  it('go on inside brackets, strings and after a backslash, and skip what is blank', () => {
    expect(linesOf('a = (1,\n\n  2)\n\n# no\n   # no\nb = """\n"""; c\nd = \\\n  e\n')).toEqual([
      'a = (1,\n\n  2)|statement|-',
      'b = """\n"""; c|statement|-',
      'd = \\\n  e|statement|-',
    ]);
  });

  it('know definitions, decorators and clauses', () => {
    const text =
      'class A: pass\nasync def f(): pass\n@d\ndef g():  # x\nasync for a in b:\nelse:\ndefault = 1\nf"{a:b}"\n';
    expect(
      linesOf(text)
        .map((line) => line.split('|').slice(1).join(' '))
        .join(),
    ).toBe(
      'definition -,definition -,decorator -,definition opens,statement opens,clause opens,statement -,statement -',
    );
  });

  it('do not know the role of a word that the cut touches', () => {
    expect(linesOf('els', true)).toEqual(['els|unknown|-']);
    expect(linesOf('els', false)).toEqual(['els|statement|-']);
    expect(linesOf('async de', true)).toEqual(['async de|statement|-']);
  });

  it('end before a statement that cannot be inside brackets', () => {
    expect(linesOf('f(a\r\n\r\nreturn b\n')).toEqual(['f(a\r\n|statement|-', 'return b|statement|-']);
    expect(linesOf('f(a\n for b in c\n if d else\n lambda: e)\n')).toHaveLength(1);
  });

  it('end with the colon of a header whose bracket or string is open, unless it is that of a lambda, or in braces', () => {
    for (const header of [
      'if f(a:',
      'for a in b[c(1:  # d',
      'class A(B:',
      'if a == "b:',
      "while f('a:",
      'match (a:',
    ])
      expect(linesOf(`${header}\n  a\nelse:\n`)[0]).toMatch(/\|(?:statement|definition)\|opens$/);
    for (const text of ['if f(lambda:\n  a): b\n', 'if {a:\n  b}: c\n', 'f(a[b:\n  c])\n'])
      expect(linesOf(text)).toHaveLength(1);
    expect(analyzePython('if f(a:\n  b\n', { cut: true }).delimiters).toMatchObject([
      { event: 'unclosed', end: 8 },
    ]);
  });

  it('start after a form feed', () => {
    const [line] = analyzePython('  \f  a = 1', { cut: false }).lines;
    expect(line).toMatchObject({ indentStart: 3, first: 5 });
  });
});
