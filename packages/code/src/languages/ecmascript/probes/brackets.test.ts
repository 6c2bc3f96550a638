import { afterAll, expect, it } from 'vitest';
import { createParser } from '../../../parser/create-parser.ts';
import { readTypeScriptSources } from '../../../testing/typescript-sources.ts';
import { DELIMITER_TYPES } from '../../../text/delimiter-stack.ts';
import { statementFinder } from '../../../text/lexical.ts';
import { complete } from '../complete.ts';
import { typescript } from '../ecmascript.ts';
import { mayBracket, surelyBracket } from './brackets.ts';

const parser = await createParser(typescript);
afterAll(() => parser.dispose());

const isSound = (text: string): boolean => {
  const tree = parser.parse(text);
  tree.dispose();
  return !tree.hasError;
};

it('every statement parses alone when it is completed', () => {
  const text = `import { a } from 'a';
    switch (a) { case f(a): if (a) b(); else if (c) { d } else e(); break; default: do { x(); } while (a); }
    try { throw a; } catch (e) { for (;;) break; } finally { label: while (b) c(); }
    export class A<T> { private b = 1; static { d(); } async *m(a: T): void { yield* [a]; } abstract n(): void; }
    function f() { return async () => { await g; }; }`;
  const { lines } = typescript.analyze(text, { cut: false });
  const statements = lines.filter(({ role }) => role !== 'expression');
  const alone = statements.map((line) =>
    complete(line).map(([before, after]) => before + text.slice(line.first, line.end) + after),
  );
  expect(alone.filter((ways) => !ways.some(isSound))).toEqual([]);
  expect(statements.length).toBeGreaterThan(20);
});

it('takes no brackets that the parser refuses, and a third of the others', () => {
  const wrong: string[] = [];
  let [taken, all] = [0, 0];
  for (const { text } of readTypeScriptSources(60)) {
    const { lines, delimiters } = typescript.analyze(text, { cut: false });
    const statementOf = statementFinder(lines);
    for (const { opener, end, type: own, barrier } of [...delimiters].sort((a, b) => a.opener - b.opener)) {
      const line = statementOf(opener, end);
      if (line === undefined || barrier || line.end - line.first > 500) continue;
      const statement = text.slice(line.first, line.end);
      const [from, to] = [opener - line.first, end - line.first];
      for (const type of DELIMITER_TYPES.filter((one) => one !== own && mayBracket(statement, from, to))) {
        const other = `${statement.slice(0, from)}${type[0]}${statement.slice(from + 1, to)}${type[1]}${statement.slice(to + 1)}`;
        const isTaken = surelyBracket(statement, from, to, type);
        const parses = complete(line).some(([before, after]) => isSound(before + other + after));
        if (isTaken && !parses) wrong.push(other);
        if (parses) all++;
        if (isTaken) taken++;
      }
    }
  }
  expect(wrong).toEqual([]);
  expect(taken).toBeGreaterThan(all / 3);
});
