// Writes complete.json, full.json, text-only.json and edge.json: results in the form in which `eval` writes them. Every
// figure in them is MADE UP, by seeded simulations: none was measured. complete.json has every metric, full.json those
// of the first version only, edge.json every metric with nothing in it. Run: node make-fixtures.mjs. The simulated model forgets slowly; real code is nearly perfect; the n-gram forgets fast.
import { readFileSync, writeFileSync } from 'node:fs';
import { makeComparisons } from './make-comparisons.mjs';
import { makeBracketFailures, makeCloserFailures, makeSurprisals } from './make-failures.mjs';
import { emptyProbes, makeProbes } from './make-probes.mjs';
import { emptyTextMetrics, makeTextMetrics } from './make-text-metrics.mjs';
import { doubling, randomStream, sha256, wilson } from './simulate.mjs';
import { markBrackets, simulateDelimiters, simulateIndentation } from './simulate-text.mjs';

const here = new URL('./', import.meta.url);

const sampleText = readFileSync(new URL('sample.py.txt', here), 'utf8');
const excerpt = (document) => ({ document, text: sampleText, marks: markBrackets(sampleText) });

function subject({ id, label, seed, documents, characters, cut, openers, keep, checks, keepIndent, degeneration, parse, withExcerpt }) {
  const random = randomStream(seed);
  return {
    id,
    label,
    documents,
    characters,
    cut,
    sha256: sha256(`${id}-${seed}`),
    degeneration,
    delimiters: simulateDelimiters(random, openers, keep, cut),
    indentation: simulateIndentation(random, checks, keepIndent),
    parse,
    excerpt: withExcerpt ? excerpt(withExcerpt) : null,
  };
}

/** All definitions, and of those how many at the top level. */
const definitions = (held, n, topHeld, top) => {
  const bucket = (from, proportion) => ({ from, to: from + 1, ...proportion, censored: 0, thin: proportion.n < 30 });
  return {
    definitions: wilson(held, n),
    definitionsByDepth: [bucket(0, wilson(topHeld, top)), bucket(1, wilson(held - topHeld, n - top))],
  };
};

const distinct = (...shares) => [1, 2, 4, 8].map((n, i) => ({ n, share: shares[i] }));

const real = subject({
  id: 'real',
  label: 'standard library, test split',
  seed: 11,
  documents: 28,
  characters: 467_213,
  cut: false,
  openers: 4_431,
  keep: () => 1,
  checks: 9_120,
  keepIndent: () => 0.9985,
  degeneration: {
    whitespaceShare: 0.2714,
    longestRun: { character: '#', length: 78 },
    loops: { count: 21, characters: 3_020, share: 3_020 / 467_213 },
    distinctNgrams: distinct(0.0002, 0.0118, 0.121, 0.412),
    firstCollapse: { collapsedDocuments: 0, medianCharacters: null, seenCharacters: 88_101 },
  },
  parse: {
    documents: wilson(28, 28),
    ...definitions(2_004, 2_004, 611, 611),
    definitionsCensored: 0,
    errorCharacterShare: 0,
    longestCleanPrefix: { medianCharacters: 11_204, maxCharacters: 88_101 },
  },
});

const model = subject({
  id: 'model',
  label: 'quick-1, step 4,200, temperature 0.5',
  seed: 7,
  documents: 64,
  characters: 262_144,
  cut: true,
  openers: 5_020,
  keep: (d) => 0.985 / (1 + (d / 260) ** 1.3),
  checks: 4_310,
  keepIndent: (depth, d) => 0.99 - 0.012 * depth - 0.00006 * Math.min(d, 2000),
  degeneration: {
    whitespaceShare: 0.3021,
    longestRun: { character: ' ', length: 44 },
    loops: { count: 3, characters: 911, share: 911 / 262_144 },
    distinctNgrams: distinct(0.0004, 0.0101, 0.087, 0.351),
    firstCollapse: { collapsedDocuments: 0, medianCharacters: null, seenCharacters: 4_096 },
  },
  parse: {
    documents: wilson(2, 64),
    ...definitions(812, 1_130, 171, 402),
    definitionsCensored: 58,
    errorCharacterShare: 0.0731,
    longestCleanPrefix: { medianCharacters: 412, maxCharacters: 3_310 },
  },
  withExcerpt: 'sample-07',
});

const ngram = subject({
  id: 'ngram',
  label: '10-gram, Witten–Bell',
  seed: 5,
  documents: 64,
  characters: 262_144,
  cut: true,
  openers: 4_870,
  keep: (d) => 0.97 / (1 + (d / 38) ** 1.6),
  checks: 4_020,
  keepIndent: (depth) => 0.93 - 0.05 * depth,
  degeneration: {
    whitespaceShare: 0.2902,
    longestRun: { character: '-', length: 76 },
    loops: { count: 2, characters: 602, share: 602 / 262_144 },
    distinctNgrams: distinct(0.0004, 0.0112, 0.11, 0.38),
    firstCollapse: { collapsedDocuments: 0, medianCharacters: null, seenCharacters: 4_096 },
  },
  parse: {
    documents: wilson(0, 64),
    ...definitions(201, 1_020, 61, 377),
    definitionsCensored: 60,
    errorCharacterShare: 0.161,
    longestCleanPrefix: { medianCharacters: 188, maxCharacters: 1_204 },
  },
});

/** As results were before they had a fitted curve. */
const older = (one) => {
  const { reach, ...delimiters } = one.delimiters;
  return { ...one, delimiters };
};

const interval = (bits, half) => ({ bits, low: bits - half, high: bits + half });

function trainingCurve() {
  const { normal } = randomStream(3);
  return Array.from({ length: 421 }, (_, index) => {
    const step = Math.max(1, index * 10);
    const bits = 1.62 + 4.9 * Math.exp(-step / 60) + 1.5 * Math.exp(-step / 900);
    return {
      step,
      characters: step * 32 * 64,
      trainBits: bits + 0.05 * normal(),
      validationBits: index % 21 === 0 && index > 0 ? bits + 0.06 + 0.008 * normal() : null,
    };
  });
}

const versions = { longrange: '0.1.0', '@longrange/eval': '0.1.0', node: 'v22.11.0', 'tree-sitter-python': '0.25.0' };

const full = {
  format: 'longrange-result',
  formatVersion: 2,
  createdAt: '2025-11-24T10:30:00.000Z',
  versions,
  provenance: {
    command: 'longrange eval --checkpoint latest --suite quick',
    seeds: { sampling: 1, bootstrap: 2 },
    parserEngine: 'wasm',
    parserReason: 'the native binding does not parse on Node 20',
    engine: 'simd, relaxed',
    engineReason: 'tfjs-node-gpu is not installed; nor is tfjs-node',
    threads: 2,
    corpusSha256: sha256('corpus'),
    sampling: { samples: 64, length: 4096, temperature: 0.5, topK: null },
  },
  model: {
    run: 'quick-1',
    checkpoint: 'step-004200',
    step: 4_200,
    charactersSeen: 8_601_600,
    parameters: 885_217,
    description: 'LSTM, 2 layers of 256 units, embedding of 64 characters, trained on the Python standard library with its state carried on.',
    sha256: sha256('model'),
  },
  training: trainingCurve(),
  contamination: [
    { split: 'validation', characters: 471_020, copies: [{ minimum: 50, characters: 11_304 }, { minimum: 100, characters: 942 }] },
    { split: 'test', characters: 467_213, copies: [{ minimum: 50, characters: 9_162 }, { minimum: 100, characters: 0 }] },
  ],
  subjects: [real, model, ngram].map(older),
  bitsPerCharacter: [
    {
      predictor: 'model',
      split: 'test',
      characters: 467_213,
      carried: interval(1.768, 0.041),
      reset: { ...interval(1.842, 0.039), every: 256 },
      byPosition: doubling(16384).map(([from, to], k) => ({ from, to, n: 28 * from, bits: 1.74 + 2.6 * Math.exp(-k / 2.1) + (k === 0 ? 0.4 : 0) })),
    },
    { predictor: '10-gram', split: 'test', characters: 467_213, carried: interval(1.931, 0.052), reset: null, byPosition: [] },
    { predictor: 'xz', split: 'test', characters: 467_213, carried: interval(1.842, 0.06), reset: null, byPosition: [] },
    { predictor: 'gzip', split: 'test', characters: 467_213, carried: interval(2.104, 0.066), reset: null, byPosition: [] },
  ],
};

const textOnly = {
  ...full,
  provenance: { ...full.provenance, command: 'longrange eval --text generated', engine: null, engineReason: null, threads: null, corpusSha256: null, sampling: null },
  model: null,
  training: [],
  contamination: null,
  subjects: [{ ...model, id: 'text', label: 'generated', cut: false, sha256: sha256('text') }],
  bitsPerCharacter: [],
};

const at = (subject, temperature, n, shares, loops) => ({
  subject,
  temperature,
  documents: n,
  characters: n * 4_096,
  delimiters: wilson(Math.round(78 * n * shares[0]), 78 * n),
  indentation: wilson(Math.round(67 * n * shares[1]), 67 * n),
  definitions: wilson(Math.round(18 * n * shares[2]), 18 * n),
  loops,
});

function withFailures(probes) {
  const predictors = probes.predictors.map((one, index) => ({
    ...one,
    closers: {
      natural: { ...one.closers.natural, failures: makeCloserFailures(44 + index, sampleText) },
      stretched: { ...one.closers.stretched, failures: makeCloserFailures(46 + index, sampleText) },
    },
  }));
  return { ...probes, predictors };
}

const complete = {
  ...full,
  model: { ...full.model, description: `${full.model.description} All figures here are made up, to test this report.` },
  subjects: [real, model, ngram].map((one) => ({
    ...one,
    ...makeTextMetrics(one.id, sampleText),
    ...(one.id === 'real' ? {} : { bracketFailures: makeBracketFailures(one.id === 'model' ? 41 : 42, sampleText) }),
    ...(one.excerpt === null
      ? {}
      : { excerpt: { ...one.excerpt, start: 0, surprisals: makeSurprisals(43, sampleText, ['model', '10-gram']) } }),
  })),
  temperatures: [
    at('model', 0.5, 48, [0.981, 0.972, 0.83], 0.061),
    at('ngram', 0.5, 48, [0.842, 0.861, 0.31], 0.142),
    at('model', 0.8, 64, [0.94, 0.949, 0.719], 0.0035),
    at('ngram', 0.8, 64, [0.774, 0.812, 0.197], 0.0023),
    at('model', 1, 48, [0.861, 0.897, 0.42], 0.0004),
    at('ngram', 1, 48, [0.69, 0.741, 0.09], 0.0002),
  ],
  probes: withFailures(makeProbes(sampleText)),
};

const hostile = '<script>alert("1")</script>';
const empty = wilson(0, 0);
const emptyBuckets = doubling(8192).map(([from, to]) => ({ from, to, ...empty, censored: 0, thin: true }));
const edge = {
  ...full,
  versions: { [hostile]: '"><img src=x onerror=alert(1)>' },
  provenance: { ...full.provenance, command: `longrange eval --run '${hostile}' | tee \`x\``, seeds: {}, sampling: { prompt: '</pre><script>' } },
  model: { ...full.model, run: hostile, checkpoint: "a'b\"c", description: hostile },
  contamination: [{ split: 'test', characters: 0, copies: [] }],
  training: [{ step: 1, characters: 1, trainBits: null, validationBits: null }],
  subjects: [
    {
      id: 'model',
      label: `${hostile} | *bold* \u001b[31mred`,
      documents: 1,
      characters: 60_000,
      cut: true,
      sha256: sha256('edge'),
      degeneration: {
        whitespaceShare: 0.92,
        longestRun: { character: ' ', length: 49_276 },
        loops: { count: 1, characters: 55_000, share: 55_000 / 60_000 },
        distinctNgrams: [],
        firstCollapse: { collapsedDocuments: 1, medianCharacters: 1_200.5, seenCharacters: 1_201 },
      },
      delimiters: {
        openers: 0,
        fates: { matched: 0, wrongType: 0, closedByForce: 0, unclosed: 0, censored: 0 },
        strayClosers: 0,
        overall: empty,
        byType: [],
        byDistance: emptyBuckets,
        byDepth: [],
        byAttractors: [],
        fateByDistance: [],
        reach: null,
      },
      indentation: { overall: empty, indents: empty, dedents: empty, unit: empty, byDistance: [], byLines: [], byDepth: [] },
      ...emptyTextMetrics(hostile),
      parse: {
        documents: wilson(0, 1),
        definitions: empty,
        definitionsByDepth: [],
        definitionsCensored: 0,
        errorCharacterShare: 1,
        longestCleanPrefix: { medianCharacters: 0, maxCharacters: 0 },
      },
      bracketFailures: [
        {
          from: 1,
          to: 2,
          failures: 1,
          examples: [{ document: hostile, text: '</pre>( ', opener: 6, at: 8, omitted: null, distance: 2, fate: 'unclosed' }],
        },
      ],
      excerpt: {
        document: `</title>${hostile}.py`,
        text: '\n</pre><script>alert(2)</script> ```` \u0000 & (',
        surprisals: [{ predictor: `${hostile}|`, bits: Array.from({ length: 43 }, (_, index) => (index === 0 ? null : index / 4)) }],
        marks: [
          { start: 44, end: 45, kind: 'unclosed', partner: null },
          { start: 1, end: 7, kind: 'indentation', partner: 999 },
          { start: 3, end: 40, kind: 'stray', partner: null },
        ],
      },
    },
  ],
  bitsPerCharacter: [{ predictor: hostile, split: 'test', characters: 0, carried: null, reset: null, byPosition: [] }],
  probes: emptyProbes(hostile),
};

for (const [name, result] of Object.entries({ complete, full, 'text-only': textOnly, edge })) {
  const comparisons = name === 'edge' ? [] : makeComparisons(result);
  writeFileSync(new URL(`${name}.json`, here), `${JSON.stringify({ ...result, comparisons })}\n`);
}
