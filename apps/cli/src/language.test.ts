import { languageById } from '@longrange/code/internal';
import { resolveSettings } from '@longrange/trainer/internal';
import { expect, it } from 'vitest';
import { resolveLanguage, withLanguage } from './language.ts';

const config = (...set: string[]) => resolveSettings({ set }).corpus;
const implied = (...set: string[]) => resolveLanguage([{ corpus: config(...set) }])?.id;

it.each<[string[], string | undefined]>([
  [[], 'python'],
  [['sources=typescript-40m'], 'typescript'],
  [['sources=["javascript-70m","lib"]'], 'javascript'],
  [['sources=pypi-since:2026-06'], 'python'],
  [['sources=src/a.tsx'], 'typescript'],
  [['sources=src'], undefined],
  [['sources=src', 'extensions=.mjs'], 'javascript'],
  [['sources=src', 'extensions=.txt'], undefined],
  [['sources=src', 'extensions=.txt', 'corpus.language=javascript'], 'javascript'],
])('resolves the language of the configuration %j: %s', (set, id) => {
  expect(implied(...set)).toBe(id);
});

it('takes the extensions of the language unless others are given, and reads its own configuration again', () => {
  const typescript = languageById('typescript')!;
  const settled = withLanguage(config('sources=src'), typescript);
  expect(settled).toMatchObject({ language: 'typescript', extensions: typescript.fileExtensions });
  expect(resolveLanguage([{ run: 'mine', corpus: settled }])).toBe(typescript);
  expect(withLanguage(config('extensions=.txt'), typescript).extensions).toEqual(['.txt']);
});

it('takes a run from before languages were recorded for one of Python', () => {
  for (const extensions of ['.py', '.txt', '*']) {
    const corpus = config('sources=/elsewhere/src', `extensions=${extensions}`);
    expect(resolveLanguage([{ run: 'old', corpus }])?.id).toBe('python');
    expect(() => resolveLanguage([{ run: 'old', corpus }, { file: 'a.ts' }])).toThrow(
      'Expected one language, got Python (the run old) and TypeScript (a.ts).',
    );
  }
});

it('refuses evidence of several languages', () => {
  const problem =
    (...set: string[]) =>
    () =>
      implied(...set);
  expect(problem('sources=["stdlib","typescript-40m"]')).toThrow(
    'Expected one language, got Python (stdlib) and TypeScript (typescript-40m).',
  );
  expect(problem('corpus.language=javascript')).toThrow('JavaScript (--language) and Python (stdlib)');
  expect(problem('extensions=[".py",".ts"]', 'sources=a')).toThrow('Python (.py) and TypeScript (.ts)');
  expect(problem('corpus.language=cobol')).toThrow(
    'Expected the language python or javascript or typescript, got cobol.',
  );
});

it('takes a tenth of the files in other languages for incidental, and more for a mixture', () => {
  const main = (...counts: [string, number][]) =>
    resolveLanguage([{ counts: new Map(counts), places: ['src'] }])?.id;
  expect(main(['.md', 9])).toBeUndefined();
  expect(main(['.ts', 80], ['.tsx', 10], ['.js', 10], ['.css', 99])).toBe('typescript');
  expect(() => main(['.ts', 89], ['.js', 11])).toThrow(
    'Expected one language, got files of several in src: 89 of TypeScript, 11 of JavaScript.',
  );
});

it('names the option that reads the files where --language names another one than theirs', () => {
  const wrong = [{ id: 'javascript' }, { file: 'a.py' }];
  expect(() => resolveLanguage(wrong)).toThrow(
    expect.objectContaining({ hint: '--language python reads files of Python.' }),
  );
});
