import { expect, it } from 'vitest';
import { probeSections } from './sections.ts';

it.each(probeSections)('the definition of $id has at most 60 words', ({ definition }) => {
  expect(definition.split(/\s+/).length).toBeLessThanOrEqual(60);
});
