import { languageById } from '@longrange/code';
import { resolveSettings } from '@longrange/trainer/internal';
import { expect, it } from 'vitest';
import { languageOf, mainLanguage, toldLanguage, withLanguage } from './language.ts';

const config = (...set: string[]) => resolveSettings({ set }).corpus;

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
])('tells the language of %j: %s', (set, id) => {
  expect(toldLanguage(config(...set))?.id).toBe(id);
});

it('takes the extensions of the language unless others are given, and reads its own configuration again', () => {
  const typescript = languageById('typescript')!;
  const settled = withLanguage(config('sources=src'), typescript);
  expect(settled).toMatchObject({ language: 'typescript', extensions: typescript.fileExtensions });
  expect(languageOf(settled)).toBe(typescript);
  expect(withLanguage(config('extensions=.txt'), typescript).extensions).toEqual(['.txt']);
});

it('takes a run from before languages were recorded for one of Python', () => {
  for (const extensions of ['.py', '.txt', '*'])
    expect(languageOf(config('sources=/elsewhere/src', `extensions=${extensions}`)).id).toBe('python');
});

it('asks for one language where several are told', () => {
  const problem =
    (...set: string[]) =>
    () =>
      toldLanguage(config(...set));
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
  const main = (...counts: [string, number][]) => mainLanguage(new Map(counts), ['src'])?.id;
  expect(main(['.md', 9])).toBeUndefined();
  expect(main(['.ts', 80], ['.tsx', 10], ['.js', 10], ['.css', 99])).toBe('typescript');
  expect(() => main(['.ts', 89], ['.js', 11])).toThrow(
    'Expected one language, got files of several in src: 89 of TypeScript, 11 of JavaScript.',
  );
});
