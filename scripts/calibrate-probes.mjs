// Metrics 10 to 14 of models of which is known what they remember, on the test split of the standard library: a 20-gram, an
// oracle that never forgets, and windows of 32 to 1,024 characters of it. Prints the table "Calibration" of
// docs/calibration.md. Deterministic; takes some minutes.
//
//   pnpm build && node scripts/calibrate-probes.mjs
const { loadCorpus } = await import('../packages/corpus/dist/index.js');
const { createPythonParser, python } = await import('../packages/code/dist/index.js');
const { NgramModel } = await import('../packages/eval/dist/index.js');
const { OracleModel, WindowModel } = await import('../packages/eval/dist/calibration/index.js');
const { planProbes, probePredictor } = await import('../packages/eval/dist/probes/index.js');

const WINDOWS = [32, 64, 128, 256, 512, 1024];

const corpus = await loadCorpus({ sources: ['stdlib'] });
const documentsOf = (name) => {
  const split = corpus.split(name);
  return split.documents.map(({ path }, index) => ({ name: path, text: split.text(index) }));
};
const parser = await createPythonParser();
const test = documentsOf('test');
// As `longrange eval --suite full` asks.
const plan = await planProbes(test, {
  parser,
  seed: 0,
  swaps: { perBucket: 500 },
  stretched: { perBucket: 100, furthest: 2048 },
  context: { runs: 192, longestContext: 4096 },
  perturbation: { runs: 48, longestContext: 1024 },
});
parser.dispose();

const kinds = ['closer', 'quote', 'dedent', 'clause', 'identifier'];
console.log(
  '| items | places | documents | most of one place | most of one document |\n|---|---|---|---|---|',
);
for (const kind of kinds) {
  const items = plan.stretched.map(({ between }) => between).filter((item) => item.kind === kind);
  const counts = (keyOf) => {
    const byKey = new Map();
    for (const item of items) byKey.set(keyOf(item), (byKey.get(keyOf(item)) ?? 0) + 1);
    return [...byKey.values()];
  };
  const places = counts(({ document, opener }) => `${document} ${opener}`);
  const documents = counts(({ document }) => document);
  console.log(
    `| ${items.length} ${kind}s | ${places.length} | ${documents.length} | ${Math.max(...places)} | ${Math.max(...documents)} |`,
  );
}

const ngram = await NgramModel.train(documentsOf('train').map(({ text }) => text));
const oracle = new OracleModel(ngram, python);
const place = ({ side, characters }) =>
  ({ before: `under ${characters}`, at: `${characters}`, after: `${characters}+` })[side];
const range = (swaps) => (swaps?.range.range == null ? 'none' : place(swaps.range.range));
const share = ({ byDistance }) => {
  const sum = (key) => byDistance.reduce((total, bucket) => total + bucket[key], 0);
  return `${((100 * sum('held')) / sum('n')).toFixed(1)} %`;
};
const naturals = ['closer', 'quote', 'clause', 'parameter', 'definition', 'import'];

console.log(
  `\n| model | n\\* | ${naturals.join(' | ')} | ${kinds.map((kind) => `stretched ${kind}s`).join(' | ')} |`,
);
console.log(`|${'---|'.repeat(naturals.length + kinds.length + 2)}`);
for (const model of [ngram, oracle, ...WINDOWS.map((characters) => new WindowModel(oracle, characters))]) {
  const { probes } = await probePredictor(model, plan);
  const of = (kind) => probes.swaps.reading.find((one) => one.kind === kind);
  const cells = [
    ...naturals.map((kind) => range(of(kind)?.natural)),
    ...kinds.map((kind) => share(of(kind).stretched)),
  ];
  console.log(`| ${model.name} | ${probes.effectiveContext.effective ?? 'none'} | ${cells.join(' | ')} |`);
}
