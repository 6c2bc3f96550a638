import { expect, it } from 'vitest';
import { checkDocuments } from './check-documents.ts';

it('names a text by its place, keeps a path, and refuses everything else', () => {
  const named = { path: 'b.py', text: 'b' };
  const found = [{ path: 'text-1', text: 'a' }, named, { path: 'text-3', text: '' }];
  expect(checkDocuments(['a', named, ''])).toEqual(found);
  expect(checkDocuments(new Set(['a']))).toEqual(found.slice(0, 1));
  for (const wrong of ['a', undefined, [5], [{ path: 'a' }], [{ name: 'a', text: 'a' }]])
    expect(() => checkDocuments(wrong as never)).toThrow('strings or `{ path, text }`');
});
