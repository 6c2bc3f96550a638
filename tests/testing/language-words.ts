import ts from 'typescript';

/** A word of one language in the code of a file. */
export interface LanguageWord {
  /** Line number, from 1. */
  readonly line: number;
  readonly word: string;
}

/** Words of Python: its names, its files, its words for strings and some of its keywords. */
const words = /python|pyodide|\.py\b|docstring|f-string|triple|\belif\b|\bdef\b/gi;

/** The words of Python in a file's names, strings and templates. Comments do not count: they may explain by an example. */
export function pythonWords(source: string): LanguageWord[] {
  if (source.search(words) < 0) return [];
  const file = ts.createSourceFile('file.ts', source, ts.ScriptTarget.Latest);
  const found: LanguageWord[] = [];
  const visit = (node: ts.Node): void => {
    if (node.getChildCount(file) > 0) {
      node.forEachChild(visit);
      return;
    }
    const start = node.getStart(file);
    for (const { 0: word, index } of source.slice(start, node.end).matchAll(words))
      found.push({ line: file.getLineAndCharacterOfPosition(start + index).line + 1, word });
  };
  visit(file);
  return found;
}
