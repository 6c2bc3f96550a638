import { expect, expectTypeOf, it } from 'vitest';
import { type PartialRunConfig, resolveConfig } from './resolve-config.ts';
import { resolveSettings } from './resolve-settings.ts';

it('lays any part of a configuration over a preset', () => {
  const config = resolveConfig({
    preset: 'quick',
    model: { units: 32 },
    training: { clip: { norm: 2 } },
    corpus: { split: { kind: 'contiguous' } },
  });
  const set = ['units=32', 'norm=2', 'split.kind=contiguous'];
  expect(config).toEqual(resolveSettings({ preset: 'quick', set }));
});

it('is typed', () => {
  expectTypeOf<PartialRunConfig['preset']>().toEqualTypeOf<'quick' | 'default' | 'reference' | undefined>();
  // @ts-expect-error a name that no setting has
  expect(() => resolveConfig({ model: { unitz: 32 } })).toThrow('Did you mean `model.units`?');
  // @ts-expect-error a preset that there is not
  expect(() => resolveConfig({ preset: 'qick' })).toThrow('got "qick"');
});
