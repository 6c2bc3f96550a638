// Metrics 10 to 14 of models of which is known what they remember, on the test split of the standard library: a 20-gram, an
// oracle that never forgets, and windows of 32 to 1,024 characters of it. Prints the table "Calibration" of
// docs/calibration.md. Deterministic; takes some minutes.
//
//   pnpm build && node scripts/calibrate-probes.mjs
const { loadCorpus } = await import('../packages/corpus/dist/index.js');
const { createPythonParser, NgramModel, python } = await import('../packages/eval/dist/index.js');
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
  choices: 4000,
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
const d80 = ({ d80: { characters, limited } }) => `${characters ?? 'none'}${limited ? '+' : ''}`;
const share = ({ overall: { estimate } }) => `${(100 * estimate).toFixed(1)} %`;
const both = ({ natural, stretched }) => `${d80(natural)}, ${d80(stretched)} (${share(stretched)})`;

console.log(`\n| model | n\\* | closers (metric 10) | ${kinds.map((kind) => `${kind} pairs`).join(' | ')} |`);
console.log(`|${'---|'.repeat(kinds.length + 3)}`);
for (const model of [ngram, oracle, ...WINDOWS.map((characters) => new WindowModel(oracle, characters))]) {
  const { probes } = await probePredictor(model, plan);
  const pairs = kinds.map((kind) => both(probes.minimalPairs.find((one) => one.kind === kind)));
  console.log(
    `| ${model.name} | ${probes.effectiveContext.effective ?? 'none'} | ${both(probes.closers)} | ${pairs.join(' | ')} |`,
  );
}
