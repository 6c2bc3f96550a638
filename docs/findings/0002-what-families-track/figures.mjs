// Makes the figures of docs/findings/0002-what-families-track.md, figures.md and shares.svg, from what measure.mjs has kept. Only seeds that did
// not choose the rate count. Needs a build.
//
//   pnpm build && node docs/findings/0002-what-families-track/figures.mjs
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { drawCurves, shareAxis } from '../curves.mjs';
import { openPage } from '../shared.mjs';
import { CONTROLS, FAMILIES, kept } from './plan.mjs';

const folder = import.meta.dirname;
const families = Object.keys(FAMILIES);
const networksIn = (control) => kept.filter((one) => one.control === control && one.seed > 1);
const networksOf = (control, family) =>
  networksIn(control)
    .filter((one) => one.family === family)
    .sort((a, b) => a.seed - b.seed);
const nameOf = (size) => (size === 4 ? '1–4' : `${size / 2 + 1}–${size}`);
const shareOf = ({ test }, size) => {
  const [, right, asked] = test.find(([one]) => one === size);
  return right / asked;
};
const { table, end } = openPage(2, folder, 'nothing: each seed is told');

const panels = Object.entries(CONTROLS)
  .map(([control, { sizes: title }]) => {
    const tests = networksIn(control).map(({ test }) => test);
    const sizes = (tests[0] ?? [])
      .map(([size]) => size)
      .filter((size) => tests.every((test) => test.some(([one]) => one === size)));
    return { control, title: `${control}, by ${title}`, sizes };
  })
  .filter(({ sizes }) => sizes.length > 0);
for (const { control, title, sizes } of panels)
  table(
    `${title}: % right of each seed`,
    ['family', 'parameters', 'rate', 'characters of training, thousands', ...sizes.map(nameOf)],
    families.flatMap((family) => {
      const own = networksOf(control, family);
      if (own.length === 0) return [];
      const trained = own.map(({ rounds }) => 512 * rounds.length).join(', ');
      const shares = (size) => own.map((one) => (100 * shareOf(one, size)).toFixed(0)).join(', ');
      return [[family, own[0].parameters, own[0].rate, trained, ...sizes.map(shares)]];
    }),
  );
writeFileSync(
  join(folder, 'shares.svg'),
  drawCurves({
    title: 'Answers right by size, in three languages',
    note: 'lines: means over seeds that did not choose the rate; bars: the least and the most of them',
    axis: shareAxis('answers right, by size'),
    panels: panels.map(({ control, title, sizes }) => ({
      title,
      ticks: sizes.map(nameOf),
      curves: families.map((family) => ({
        name: family.replace('Gated DeltaNet', 'DeltaNet'),
        points: sizes.map((size) => {
          const shares = networksOf(control, family).map((one) => shareOf(one, size));
          if (shares.length === 0) return null;
          const estimate = shares.reduce((sum, share) => sum + share, 0) / shares.length;
          return { estimate, low: Math.min(...shares), high: Math.max(...shares) };
        }),
      })),
    })),
  }),
);
end();
