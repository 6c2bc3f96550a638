// The ranges, reading and writing, of models of which is known how far they remember an open bracket, on real code: memories of exactly so
// many characters, the same with slips that know no distance and such that fade, and n-grams; on natural lengths and on lengths doubled; at
// several temperatures. Prints the table "Range" of docs/calibration.md. Exits with 1 where an interval does not hold what is
// expected. Deterministic; takes some minutes.
//
//   pnpm build && node scripts/calibrate-range.mjs
const { loadCorpus } = await import('../packages/corpus/dist/index.js');
const { createPythonParser, python } = await import('../packages/code/dist/index.js');
const { NgramModel } = await import('../packages/eval/dist/index.js');
const { BracketMemory, predictingWriter } = await import('../packages/eval/dist/calibration/index.js');
const { measureRange, planProbes, scorePairs, generatePairs } = await import(
  '../packages/eval/dist/probes/index.js'
);

const WINDOWS = [16, 24, 32, 48, 64, 128, 256, 512];
/** Pairs in each doubling of the distance; one in WRITTEN of them is continued. */
const PER_BUCKET = 300;
const WRITTEN = 5;
const LENGTH = 256;
/** Chance of closing at each place, at every temperature: brackets are closed 20 or 40 characters after the cut. */
const CLOSING = { natural: 0.05, doubled: 0.025 };
/** Filler of a `BracketMemory`. */
const FILLER = 5;
const KEYWORDS = new Set(
  `False None True and as assert async await break class continue def del elif else except finally for from global if import in is lambda
  nonlocal not or pass raise return try while with yield match case type _ __future__ b br f fr r rb u`.split(
    /\s+/,
  ),
);

const corpus = await loadCorpus({ sources: ['stdlib'] });
const documentsOf = (name) => {
  const split = corpus.split(name);
  return split.documents.map(({ path }, index) => ({ name: path, text: split.text(index) }));
};
const train = documentsOf('train');
// Of the training split a part, too: brackets of more than 512 characters are rare.
const natural = [...documentsOf('test'), ...train.filter((_, index) => index % 4 === 0)];

/** Words twice as long, but for keywords: so are the brackets around them. */
function doubled({ name, text }) {
  const { strings } = python.analyze(text, { cut: false });
  let end = 0;
  let longer = '';
  const lengthen = (code) =>
    code.replace(/(?<![\w.])[A-Za-z_]\w*/g, (word) => (KEYWORDS.has(word) ? word : word + word));
  for (const string of [...strings].sort((a, b) => a.start - b.start)) {
    if (string.start < end) continue;
    longer += lengthen(text.slice(end, string.start)) + text.slice(string.start, string.end);
    end = string.end;
  }
  return { name, text: longer + lengthen(text.slice(end)) };
}

const parser = await createPythonParser();
const pairsOf = async (documents) => {
  const { minimalPairs } = await planProbes(documents, {
    parser,
    seed: 0,
    minimalPairs: { perBucket: PER_BUCKET },
    lengthControlled: { perBucket: 0, maxDistance: 64 },
    context: { runs: 1, longestContext: 16 },
    perturbation: { runs: 1, longestContext: 16 },
  });
  return minimalPairs.filter(({ kind }) => kind === 'closer');
};
const items = { natural: await pairsOf(natural), doubled: await pairsOf(natural.map(doubled)) };
parser.dispose();

/** At a temperature, odds are raised to the power of its inverse; here they are lowered before. */
function memory(name, characters, lengths, temperature) {
  const odds = ((FILLER * CLOSING[lengths]) / (1 - CLOSING[lengths])) ** temperature;
  return new BracketMemory({ name, characters, language: python, closing: odds / (FILLER + odds) });
}
const rows = [];
for (const characters of WINDOWS) {
  const sees = (distance) => Number(distance <= characters);
  const row = (lengths, temperature, slips) => {
    const seen = slips === 0 ? characters : (uniform) => (uniform < slips ? 0 : characters);
    const model = memory(`window ${characters}`, seen, lengths, temperature);
    rows.push({ model, lengths, temperature, slips, sees });
  };
  for (const temperature of [0.3, 0.8, 1]) row('natural', temperature, 0);
  for (const slips of [0.1, 0.2]) row('natural', 0.8, slips);
  row('doubled', 0.8, 0);
  row('doubled', 0.8, 0.2);
}
for (const scale of [32, 64]) {
  const seen = (uniform) => -scale * Math.log(1 - uniform);
  const sees = (distance) => Math.exp(-distance / scale);
  for (const lengths of ['natural', 'doubled']) {
    const temperature = 0.8;
    const model = memory(`fading, on average after ${scale}`, seen, lengths, temperature);
    rows.push({ model, lengths, temperature, slips: 0, sees });
  }
}
for (const order of [9, 21]) {
  const model = await NgramModel.train(
    train.map(({ text }) => text),
    { order },
  );
  for (const temperature of [0.3, 1])
    rows.push({ model, lengths: 'natural', temperature, slips: 0, atMost: order - 1 });
}

/** The greatest distance at which the chance is half of what it is for the nearest of the pairs. */
function expectedOf({ sees }, pairs, { near }) {
  if (sees === undefined) return null;
  const nearest = pairs.filter(({ distance }) => distance < near.to);
  const half = nearest.reduce((sum, { distance }) => sum + sees(distance), 0) / nearest.length / 2;
  let distance = 1;
  while (sees(distance + 1) >= half) distance++;
  return distance;
}

/** The number of a place; null below the nearest pair and beyond the farthest. */
const numberOf = (place) => (place?.side === 'at' ? place.characters : null);
function summarize(row, pairs) {
  const range = measureRange(pairs);
  const expected = expectedOf(row, pairs, range);
  const { side: from, characters: low } = range.low ?? {};
  const { side: to, characters: high } = range.high ?? {};
  const holds =
    expected === null
      ? range.range === null || (range.range.side !== 'after' && high <= row.atMost)
      : range.range !== null &&
        (from === 'before' || low <= expected) &&
        (to === 'after' || expected <= high);
  return {
    expected,
    holds,
    value: numberOf(range.range),
    low: numberOf(range.low),
    high: numberOf(range.high),
    notMeasurable: range.notMeasurable,
    nearby: range.near?.share ?? null,
    pairs: range.n,
  };
}

const read = new Map();
const results = [];
for (const row of rows) {
  const { model, lengths, temperature, slips } = row;
  const key = `${model.name} ${lengths} ${slips}`;
  if (!read.has(key)) {
    const readings = await scorePairs(model, items[lengths]);
    read.set(
      key,
      readings.map(({ document, distance, isRight }) => ({ document, distance, share: Number(isRight) })),
    );
  }
  const { name, alphabet } = model;
  const writer = {
    ...predictingWriter(model),
    name,
    alphabet,
    predict: (readings) => model.predict(readings),
  };
  const written = await generatePairs(
    model instanceof NgramModel ? model : writer,
    items[lengths].filter((_, index) => index % WRITTEN === 0),
    { language: python, temperature, length: LENGTH, seed: 1 },
  );
  const scoring = summarize(row, read.get(key));
  const generation = summarize(
    row,
    written.filter(({ outcome }) => outcome !== 'open'),
  );
  // A memory that fades is nearby what its pairs are, so each side has an expectation of its own.
  results.push({ model: name, lengths, temperature, slips, expected: scoring.expected, scoring, generation });
  print(results.at(-1), results.length === 1);
}
const missed = results.filter(({ scoring, generation }) => !scoring.holds || !generation.holds);
if (missed.length > 0) {
  console.error(`${missed.length} of ${results.length} rows do not hold what is expected.`);
  process.exitCode = 1;
}

function print({ model, lengths, temperature, slips, expected, scoring, generation }, isFirst) {
  if (isFirst) {
    console.log('| model | lengths | temperature | slips | expected | reading | writing |');
    console.log(`|${'---|'.repeat(7)}`);
  }
  const shown = ({ expected: own, value, low, high, notMeasurable, holds }) =>
    `${own === expected ? '' : `of ${own}: `}${notMeasurable === null ? `${value ?? '-'} (${low ?? 'less'} to ${high ?? 'more'})` : 'not measurable'}${holds ? '' : ' MISSED'}`;
  console.log(
    `| ${model} | ${lengths} | ${temperature} | ${Math.round(100 * slips)} % | ${expected ?? ''} | ${shown(scoring)} | ${shown(generation)} |`,
  );
}
