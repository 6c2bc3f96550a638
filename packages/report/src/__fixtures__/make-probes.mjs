// Metrics 10 to 17, made up: a model that forgets slowly, an n-gram that knows nothing beyond its order.
import { makePictures } from './make-pictures.mjs';
import { bucketsOf, doubling, randomStream, units, wilson } from './simulate.mjs';

const ranges = doubling(4096);

function simulate(random, n, distanceOf, keep) {
  return Array.from({ length: n }, () => {
    const distance = distanceOf();
    const depth = 1 + Math.floor(-Math.log(1 - random.uniform()) * 0.9);
    const attractors = Math.min(5, Math.floor(-Math.log(1 - random.uniform()) * (distance > 40 ? 1.2 : 0.25)));
    const chance = keep(distance) * 0.99 ** attractors;
    return { distance, depth, attractors, outcome: random.uniform() < chance ? 'held' : 'broken' };
  });
}

/** Distances as they fall in code, and the same number in each bucket. */
const natural = (random) => () => Math.min(4000, Math.max(1, Math.round(Math.exp(2.2 + 1.35 * random.normal()))));
const stretched = (random) => () => Math.round(2 ** (12 * random.uniform()));

function d80Of(byDistance) {
  let characters = null;
  let limited = true;
  for (const { n, estimate, to } of byDistance) {
    if (n < 30) break;
    if (estimate < 0.8) {
      limited = false;
      break;
    }
    characters = to;
  }
  return { characters, limited: limited && characters !== null };
}

function dependency(observations) {
  const byDistance = bucketsOf(observations, ranges, 'distance');
  return {
    overall: wilson(observations.filter(({ outcome }) => outcome === 'held').length, observations.length),
    byDistance,
    byDepth: bucketsOf(observations, units(1, 6), 'depth'),
    byAttractors: bucketsOf(observations, units(0, 6), 'attractors'),
    d80: d80Of(byDistance),
  };
}

function closers(random, n, distances, keep) {
  const part = dependency(simulate(random, n, distances(random), keep));
  const probability = part.byDistance
    .filter((bucket) => bucket.n > 0)
    .map(({ from, to, n: size, thin }) => {
      const value = 0.04 + 0.94 * keep(Math.sqrt(from * to));
      const half = 0.5 / Math.sqrt(size);
      return { from, to, n: size, thin, value, low: Math.max(0, value - half), high: Math.min(1, value + half) };
    });
  return { ...part, probability };
}

const kinds = [
  { kind: 'closer', n: 4_400, model: 0.49, far: 420, ngram: 0.4 },
  { kind: 'quote', n: 2_600, model: 0.5, far: 900, ngram: 0.44 },
  { kind: 'dedent', n: 900, model: 0.36, far: 300, ngram: 0.13 },
  { kind: 'clause', n: 240, model: 0.4, far: 380, ngram: 0.21 },
  { kind: 'identifier', n: 26, model: 0.22, far: 160, ngram: 0.05 },
];

function minimalPairs(random, isModel) {
  return kinds.map(({ kind, n, model, far, ngram }) => {
    const keep = (d) => 0.5 + (isModel ? model / (1 + (d / far) ** 1.1) : d < 14 ? ngram : 0.02);
    return {
      kind,
      natural: dependency(simulate(random, n, natural(random), keep)),
      stretched: kind === 'identifier' ? null : dependency(simulate(random, 1_400, stretched(random), keep)),
    };
  });
}

const around = (value, half) => ({ value, low: value - half, high: value + half });
const powers = (first, last) => Array.from({ length: last - first + 1 }, (_, k) => 2 ** (first + k));

function contexts(isModel) {
  const all = isModel ? 1.768 : 1.931;
  const bits = (n) => (isModel ? all + 2.9 * n ** -0.98 : all + 2.3 * Math.exp(-n / 2.6));
  const effective = powers(0, 12).find((n) => bits(n) < all * 1.01);
  return {
    effectiveContext: {
      targets: 20_000,
      byContext: powers(0, 12).map((n) => ({ n, ...around(bits(n), 0.05) })),
      all: around(all, 0.042),
      effective,
    },
    perturbation: [
      { kind: 'shuffle', scale: 0.62 },
      { kind: 'reverse', scale: 0.55 },
      { kind: 'replace', scale: 0.94 },
    ].map(({ kind, scale }) => ({
      kind,
      targets: 8_000,
      byDistance: powers(2, 11).map((beyond) => ({
        beyond,
        ...around(isModel ? (scale * 4) / (beyond + 3) : beyond > 9 ? 0 : scale * Math.exp(-beyond / 4), isModel ? 0.004 : beyond > 9 ? 0 : 0.004),
      })),
    })),
    pastMemory: {
      targets: 8_000,
      byContext: powers(0, 11).map((context) => {
        const value = isModel ? 0.66 * context ** -0.42 : 0.8 * Math.exp(-context / 3.2);
        return { context, value, low: value * 0.94, high: value * 1.06 };
      }),
    },
  };
}

function controls(random) {
  const control = (task, label, n, keep) => {
    const observations = simulate(random, n, stretched(random), keep).map((one) => ({ ...one, distance: Math.min(one.distance, 1023) }));
    const byDistance = bucketsOf(observations, doubling(1024), 'distance');
    return {
      task,
      label,
      model: 'LSTM, 1 layer of 64 units',
      trainingCharacters: 2_000_000,
      trainingLength: 256,
      testLength: 512,
      accuracy: wilson(observations.filter(({ outcome }) => outcome === 'held').length, n),
      byDistance,
      d80: d80Of(byDistance),
    };
  };
  return [
    control('dyck', 'Dyck-(2, 3)', 4_000, () => 0.999),
    control('dyck', 'Dyck-(8, 3)', 4_000, (d) => 0.999 / (1 + (d / 5000) ** 1.2)),
    control('dyck', 'Dyck-(32, 5)', 4_000, (d) => 0.99 / (1 + (d / 700) ** 1.3)),
    control('copy', 'copy', 2_000, (d) => 0.03 + 0.95 / (1 + (d / 40) ** 3)),
    control('recall', 'recall', 2_000, (d) => 0.05 + 0.94 / (1 + (d / 130) ** 4)),
  ];
}

export function makeProbes(text) {
  const random = randomStream(101);
  const model = (d) => 0.985 / (1 + (d / 620) ** 1.35);
  const ngram = (d) => 0.1 + 0.86 / (1 + (d / 34) ** 2.2);
  const predictor = (name, keep) => ({
    predictor: name,
    closers: { natural: closers(random, 4_400, natural, keep), stretched: closers(random, 4_800, stretched, keep) },
    minimalPairs: minimalPairs(random, name === 'model'),
    ...contexts(name === 'model'),
  });
  return {
    predictors: [predictor('model', model), predictor('10-gram', ngram)],
    closerGain: ranges.map(([from, to], k) => {
      const value = model(from * 1.4) - ngram(from * 1.4);
      const n = [620, 810, 900, 840, 560, 340, 190, 90, 36, 12, 5, 1][k];
      return { from, to, n, thin: n < 30, ...around(value, 0.6 / Math.sqrt(n)) };
    }),
    gradientReach: {
      targets: 2_048,
      byLag: powers(0, 9).map((lag) => {
        const value = 0.041 * Math.exp(-((lag - 1) ** 0.45) / 1.9);
        return { lag, value, low: value * 0.9, high: value * 1.11 };
      }),
    },
    ...makePictures(random, text),
    controls: controls(random),
  };
}

/** Every probe with nothing in it, and hostile names. */
export function emptyProbes(hostile) {
  const none = { overall: wilson(0, 0), byDistance: [], byDepth: [], byAttractors: [], d80: { characters: null, limited: false } };
  return {
    predictors: [
      {
        predictor: hostile,
        closers: { natural: { ...none, probability: [] }, stretched: null },
        minimalPairs: [{ kind: 'quote', natural: none, stretched: null }],
        effectiveContext: { targets: 0, byContext: [], all: around(0, 0), effective: null },
        perturbation: [{ kind: 'shuffle', targets: 0, byDistance: [] }],
        pastMemory: { targets: 0, byContext: [] },
      },
    ],
    closerGain: [],
    gradientReach: { targets: 0, byLag: [{ lag: 1, ...around(0, 0) }] },
    units: { characters: 0, layers: [{ layer: 1, units: 0, timeScales: null, gates: [] }], best: [], pictures: [
      { property: 'column', layer: 1, unit: 0, document: hostile, text: `${hostile}\n\u0000`, activations: [5, -5, 0] },
    ] },
    controls: [
      { task: 'copy', label: hostile, model: hostile, trainingCharacters: 0, trainingLength: 1, testLength: 1, accuracy: wilson(0, 0), byDistance: [], d80: none.d80 },
    ],
  };
}
