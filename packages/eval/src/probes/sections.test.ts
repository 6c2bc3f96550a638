import { expect, it } from 'vitest';
import { bitsSection } from './bits/section.ts';
import { sectionsOfProbes } from './probes.ts';

it.each([...sectionsOfProbes(), bitsSection])(
  'the definition of $id has at most 60 words',
  ({ definition }) => {
    expect(definition.split(/\s+/).length).toBeLessThanOrEqual(60);
  },
);
