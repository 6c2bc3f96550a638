import { LANGUAGES } from '@longrange/code';
import { languageById, languageOfExtension } from '@longrange/code/internal';
import { extensionsOf } from '@longrange/corpus/internal';
import { describe, expect, it } from 'vitest';

describe.each(LANGUAGES)('$name', (language) => {
  it('is found by its id and by each of its extensions, which no other has', () => {
    expect(languageById(language.id)).toBe(language);
    for (const extension of language.fileExtensions) {
      expect(extension).toMatch(/^\.[a-z]+$/);
      expect(languageOfExtension(extension)).toBe(language);
      expect(languageOfExtension(`a/b.${extension.slice(1).toUpperCase()}`)).toBe(language);
    }
  });

  it('has corpora that exist and hold its files', () => {
    const { corpora, projects } = language.defaults;
    const names = corpora.map(({ name }) => name.replace('YYYY-MM', '2026-06'));
    for (const name of [...names, ...(projects === undefined ? [] : [projects])])
      expect([name, extensionsOf(name)]).toEqual([name, language.fileExtensions]);
  });
});

it('knows no language of a text, an archive or a name without an extension', () => {
  expect(['.txt', 'a.zip', 'py', 'Makefile', ''].map(languageOfExtension)).toEqual([
    ...[undefined, undefined, languageById('python'), undefined, undefined],
  ]);
});
