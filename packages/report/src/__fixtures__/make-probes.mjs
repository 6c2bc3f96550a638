// Metrics 10 to 18, made up: a model that forgets slowly, an n-gram that knows nothing beyond its order.
import { makePictures } from './make-pictures.mjs';
import { bucketsOf, doubling, randomStream, reachOf, units, wilson } from './simulate.mjs';

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
  const thick = byDistance.filter(({ n }) => n >= 30);
  const short = thick.findIndex(({ low }) => low < 0.8);
  const low = short === 0 ? null : (thick.at(short < 0 ? -1 : short - 1)?.to ?? null);
  const high = thick.find((bucket) => bucket.high < 0.8)?.from ?? null;
  return { characters, limited: limited && characters !== null, low, high };
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
  const reach = reachOf(part.byDistance.map(({ from, to, ...share }) => ({ distance: Math.sqrt(from * to), ...share })));
  return { ...part, reach, probability };
}

/** Each item again with the filler before: it is held as far as its natural distance lets it be. */
function withControl(part, near) {
  const random = randomStream(211);
  const buckets = part.byDistance.filter(({ n }) => n > 0);
  const fillerBefore = buckets.map(({ from, to, n, thin }) => {
    const held = Array.from({ length: n }, () => random.uniform() < near).filter(Boolean).length;
    return { from, to, ...wilson(held, n), censored: 0, thin };
  });
  return {
    ...part,
    control: {
      openers: buckets.map(({ from, to, n }) => ({ from, to, n: Math.ceil(n / 2) })),
      fillerBefore,
      distanceCost: buckets.map(({ from, to, n, thin, estimate }, k) => {
        const value = fillerBefore[k].estimate - estimate;
        return { from, to, n, thin, value, low: value - 0.9 / Math.sqrt(n), high: value + 0.9 / Math.sqrt(n) };
      }),
    },
  };
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
      stretched:
        kind === 'identifier' ? null : withControl(dependency(simulate(random, 1_400, stretched(random), keep)), keep(24)),
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
      effectiveLow: effective === undefined ? null : effective / 2,
      effectiveHigh: effective === undefined ? null : effective * 2,
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

/** Prompts at chosen distances: what closes slowly is more often still open at the end of the writing. */
function completions(random) {
  const length = 512;
  const kinds = [
    { kind: 'bracket', far: 512, slow: 0.1, model: 300, ngram: 16 },
    { kind: 'string', far: 64, slow: 0.01, model: 900, ngram: 40 },
    { kind: 'triple', far: 512, slow: 0.25, model: 250, ngram: 20 },
    { kind: 'block', far: 512, slow: 0.2, model: 400, ngram: 12 },
  ];
  const share = (n, chance) => wilson(Array.from({ length: n }, () => random.uniform() < chance).filter(Boolean).length, n);
  const shares = (n, closed, broken) => ({ closed: share(n, closed), broken: share(n, broken) });
  return {
    temperature: 0.8,
    length,
    continuations: 2,
    prompts: 1_180,
    documents: 28,
    kinds: kinds.map(({ kind, far, slow, model: reach, ngram }) => {
      const distances = powers(0, Math.log2(far));
      const writers = [
        { writer: 'model', n: 60, closed: (d) => (1 - slow) / (1 + (d / reach) ** 1.2), broken: (d) => 0.05 + 0.1 * (d / 512) },
        { writer: '10-gram', n: 60, closed: (d) => (1 - slow) * (0.15 + 0.7 / (1 + (d / ngram) ** 1.5)), broken: (d) => 0.1 + 0.3 * Math.min(1, d / 64) },
        { writer: 'real', n: 30, closed: () => 1 - slow, broken: () => 0 },
      ];
      const difference = (against, distance, d) => {
        const value = writers[0].closed(d) - against.closed(d);
        return { against: against.writer, distance, difference: value, low: value - 0.08, high: value + 0.08, pValue: Math.abs(value) > 0.08 ? 0.002 : 0.4, documents: 28 };
      };
      const canBreak = kind === 'triple' ? 0 : 1;
      return {
        kind,
        writers: writers.map(({ writer, n, closed, broken }) => ({
          writer,
          ...shares(n * distances.length, closed(16), canBreak * broken(16)),
          byDistance: distances.map((distance) => {
            // A rare one at the far end.
            const size = distance === 512 ? n / 3 : n;
            return { distance, prompts: size / (writer === 'real' ? 1 : 2), ...shares(size, closed(distance), canBreak * broken(distance)) };
          }),
          byLength: powers(0, 9).map((within) => ({
            within,
            ...shares(n * distances.length, closed(16) * (1 - Math.exp(-within / 60)), canBreak * broken(16) * (1 - Math.exp(-within / 60))),
          })),
        })),
        differences: [null, ...distances].flatMap((distance) => writers.slice(1).map((writer) => difference(writer, distance, distance ?? 16))),
      };
    }),
  };
}

export function makeProbes(text) {
  const random = randomStream(101);
  const model = (d) => 0.985 / (1 + (d / 620) ** 1.35);
  const ngram = (d) => 0.1 + 0.86 / (1 + (d / 34) ** 2.2);
  const predictor = (name, keep) => ({
    predictor: name,
    closers: { natural: closers(random, 4_400, natural, keep), stretched: withControl(closers(random, 4_800, stretched, keep), keep(24)) },
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
    completions: completions(random),
  };
}

/** Every probe with nothing in it, and hostile names. */
export function emptyProbes(hostile) {
  const none = { overall: wilson(0, 0), byDistance: [], byDepth: [], byAttractors: [], d80: { characters: null, limited: false, low: null, high: null } };
  return {
    predictors: [
      {
        predictor: hostile,
        closers: { natural: { ...none, probability: [] }, stretched: null },
        minimalPairs: [{ kind: 'quote', natural: none, stretched: null }],
        effectiveContext: { targets: 0, byContext: [], all: around(0, 0), effective: null, effectiveLow: null, effectiveHigh: null },
        perturbation: [{ kind: 'shuffle', targets: 0, byDistance: [] }],
        pastMemory: { targets: 0, byContext: [] },
      },
    ],
    closerGain: [],
    gradientReach: { targets: 0, byLag: [{ lag: 1, ...around(0, 0) }] },
    units: { characters: 0, layers: [{ layer: 1, units: 0, timeScales: null, gates: [] }], best: [], linear: [], ablation: [], pictures: [
      { property: 'column', layer: 1, unit: 0, document: hostile, text: `${hostile}\n\u0000`, activations: [5, -5, 0] },
    ] },
    controls: [
      { task: 'copy', label: hostile, model: hostile, trainingCharacters: 0, trainingLength: 1, testLength: 1, accuracy: wilson(0, 0), byDistance: [], d80: none.d80 },
    ],
    completions: {
      temperature: 0.8,
      length: 1,
      continuations: 1,
      prompts: 1,
      documents: 1,
      kinds: [
        {
          kind: 'block',
          writers: [hostile, 'real'].map((writer) => ({ writer, closed: wilson(0, 1), broken: wilson(0, 1), byDistance: [{ distance: 1, prompts: 1, closed: wilson(0, 1), broken: wilson(0, 1) }], byLength: [] })),
          differences: [{ against: 'real', distance: null, difference: 0, low: null, high: null, pValue: 1, documents: 1 }],
        },
      ],
    },
  };
}
