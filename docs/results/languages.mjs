// Prints the figures of "Python and TypeScript" in results.md from the kept answers; see measure-languages.mjs.
//
//   pnpm build && node docs/results/languages.mjs
import { join } from 'node:path';
import { meanRange, measureRange, rangeRatio } from '../../packages/eval/dist/probes/index.js';
import { readKept } from '../findings/shared.mjs';

const kept = readKept(join(import.meta.dirname, 'languages.json.br'));
const LANGUAGES = ['python', 'typescript'];
const SHARES = { shows: ({ evidence }) => Number(evidence > 1), decides: ({ right }) => right };
const SEED = { seed: 1 };
const whole = (value) => (value === null || value === undefined ? '?' : Math.round(value));
const signs = { before: ['under ', ''], at: ['', ''], after: ['', '+'] };
const end = (one) => {
  const [before, after] = signs[one?.side ?? 'at'];
  return `${before}${whole(one?.characters)}${after}`;
};
const place = ({ range, low, high }) =>
  range === null ? 'none' : `${end(range)} (${end(low)}–${end(high)})`;

for (const [title, share] of Object.entries(SHARES)) {
  const ranged = ({ pairs }) =>
    pairs.map(([document, distance, right, evidence]) => ({
      document,
      distance,
      share: share({ right, evidence }),
    }));
  const seeds = LANGUAGES.map((id) =>
    Object.entries(kept)
      .filter(([name]) => new RegExp(`^${id} \\d`).test(name))
      .map(([, answers]) => answers),
  );
  const networks = seeds.map((own) => own.map(ranged));
  for (const [index, id] of LANGUAGES.entries()) {
    if (networks[index].length === 0) continue;
    const { mean, low, high, places } = meanRange(networks[index], SEED);
    const own = places.map(({ characters }) => whole(characters)).join(', ');
    console.log(`${id} ${title}: ${whole(mean)} (${whole(low)}–${whole(high)}; ${own})`);
    for (const { factors } of seeds[index]) {
      const levels = factors.levels.map((one) => `${one.factor} ${one.level} ${place(one[title].range)}`);
      const effects = factors.effects.map(({ factor, [title]: { all } }) => `${factor} ${effect(all)}`);
      const changed = factors.reformatted.map(
        (one) => `${one.direction} ${effect(one[title].all)} n ${one.n}`,
      );
      console.log(`    ${[...levels, ...effects, ...changed].join('; ')}`);
    }
    const model = kept[`${id} smollm2`];
    if (model)
      console.log(`    SmolLM2: ${place(measureRange(ranged(model), SEED))}, ${model.pairs.length} pairs`);
  }
  if (networks.every(({ length }) => length > 0)) {
    const { ratio, low, high, pValue } = rangeRatio(...networks, SEED);
    console.log(
      `${title}: ${LANGUAGES.join(' to ')} ${[ratio, low, high, pValue].map((one) => one.toFixed(3)).join(' ')}`,
    );
  }
}

function effect(all) {
  if (all === null) return 'none';
  const { estimate, low, high, with: n } = all;
  return `${[estimate ?? all.value, low, high].map((value) => whole(100 * value)).join(' ')}${n === undefined ? '' : ` n ${n}`}`;
}
