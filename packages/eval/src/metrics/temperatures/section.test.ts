import { expect, it } from 'vitest';
import { loadFixture } from '../../page/testing/load-fixture.ts';
import { sectionOf } from '../../page/testing/section-of.ts';

it('has a line for each predictor and temperature, and none where there is one temperature only', () => {
  const section = sectionOf(loadFixture('complete'), 'temperatures')!;
  const { columns, rows } = section.figures[0]!.table;
  expect(columns).toHaveLength(6);
  expect(rows.map(([name]) => name)).toMatchObject(
    ['0.5', '0.8', '1'].flatMap((temperature) =>
      ['model', '20-gram'].map((name) => ({ text: `${name}, ${temperature}` })),
    ),
  );
  for (const { chart } of section.figures.slice(1)) {
    const titles = chart?.kind === 'curves' ? chart.panels.map(({ title }) => title) : [];
    expect(titles).toEqual(['temperature 0.5', 'temperature 0.8', 'temperature 1']);
  }
  expect(sectionOf(loadFixture('text-only'), 'temperatures')).toBeUndefined();
});
