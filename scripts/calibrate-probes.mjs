// Metrics 10 to 14 for models whose memory is known, on the test split of the standard library: a 20-gram, an oracle that never forgets,
// and windows of it; by the questions of `longrange eval --suite full`. Prints the table "Calibration" of docs/calibration.md; with
// `farther`, metric 11 beyond 4,096 characters (`--max-distance 32768`), and exits with 1 if a length-controlled pair or its control is not
// as it must be. Deterministic; takes some minutes.
//
//   pnpm build && node scripts/calibrate-probes.mjs [farther]
const { loadCorpus } = await import('../packages/corpus/dist/index.js');
const { createPythonParser, python } = await import('../packages/code/dist/index.js');
const { NgramModel, suites } = await import('../packages/eval/dist/index.js');
const { OracleModel, WindowModel } = await import('../packages/eval/dist/calibration/index.js');
const { planProbes, probePredictor } = await import('../packages/eval/dist/probes/index.js');

const isFarther = process.argv[2] === 'farther';
const WINDOWS = isFarther ? [2048, 4096, 8192, 16_384] : [32, 64, 128, 256, 512, 1024];
const MAX_DISTANCES = 32_768;
/** Lower ends of the doublings beyond the default ones. */
const DOUBLINGS = [4096, 8192, 16_384];
const KINDS = ['closer', 'quote', 'dedent', 'clause', 'identifier'];
const NATURALS = ['closer', 'quote', 'clause', 'parameter', 'definition', 'import'];

const corpus = await loadCorpus({ sources: ['stdlib'] });
const parser = await createPythonParser();
const test = corpus.split('test').texts();
const few = { runs: 1, longestContext: 16 };
const { minimalPairs, lengthControlled } = suites.full.probes;
const plan = await planProbes(test, {
  ...{ parser, seed: 0, minimalPairs, lengthControlled },
  context: isFarther ? few : { runs: 192, longestContext: 4096 },
  perturbation: isFarther ? few : { runs: 48, longestContext: 1024 },
  ...(isFarther && { farther: { maxDistance: MAX_DISTANCES, documents: test } }),
});
parser.dispose();
const ngram = await NgramModel.train(
  corpus
    .split('train')
    .texts()
    .map(({ text }) => text),
);
const oracle = new OracleModel(ngram, python);
const models = [
  [ngram, 0],
  [oracle, Number.POSITIVE_INFINITY],
  ...WINDOWS.map((characters) => [new WindowModel(oracle, characters), characters]),
];

const table = (heads, rows) => {
  console.log(`\n| ${heads.join(' | ')} |\n|${'---|'.repeat(heads.length)}`);
  for (const row of rows) console.log(`| ${row.join(' | ')} |`);
};
const place = ({ side, characters }) =>
  ({ before: `under ${characters}`, at: `${characters}`, after: `${characters}+` })[side];
const range = (form) => (form?.range.range == null ? 'none' : place(form.range.range));
const totalOf = (buckets) => ({
  held: buckets.reduce((sum, bucket) => sum + bucket.held, 0),
  n: buckets.reduce((sum, bucket) => sum + bucket.n, 0),
});
/** Results by kind of a model. */
async function probe(model) {
  const { probes } = await probePredictor(model, isFarther ? { ...plan, closers: [] } : plan);
  const of = (kind) => probes.minimalPairs.scoring.find((one) => one.kind === kind);
  return { probes, of, ranges: NATURALS.map((kind) => range(of(kind)?.natural)) };
}

await (isFarther ? farther() : usual());

async function usual() {
  const most = (values) => Math.max(...values.map((one) => values.filter((other) => other === one).length));
  table(
    ['items', 'places', 'documents', 'most of one place', 'most of one document'],
    KINDS.map((kind) => {
      const items = plan.lengthControlled.map(({ between }) => between).filter((item) => item.kind === kind);
      const places = items.map(({ document, opener }) => `${document} ${opener}`);
      const documents = items.map(({ document }) => document);
      const distinct = [places, documents].map((values) => new Set(values).size);
      return [`${items.length} ${kind}s`, ...distinct, most(places), most(documents)];
    }),
  );
  const rows = [];
  for (const [model] of models) {
    const { probes, of, ranges } = await probe(model);
    const shares = KINDS.map((kind) => {
      const { held, n } = totalOf(of(kind).lengthControlled.byDistance);
      return `${((100 * held) / n).toFixed(1)} %`;
    });
    rows.push([model.name, probes.effectiveContext.effective ?? 'none', ...ranges, ...shares]);
  }
  table(['model', 'n\\*', ...NATURALS, ...KINDS.map((kind) => `length-controlled ${kind}s`)], rows);
}

async function farther() {
  const doublings = DOUBLINGS.map((from) => `${from}–${2 * from - 1}`);
  table(
    ['pairs', ...doublings],
    plan.farther.map(({ set, kind, buckets }) => [
      `${kind}, ${set}`,
      ...buckets.map(({ n, documents }) => `${n} in ${documents}`),
    ]),
  );
  const rows = [];
  for (const [model, seen] of models) {
    const { of, ranges } = await probe(model);
    const total = (bucketsOf, isCounted) =>
      totalOf(KINDS.flatMap((kind) => bucketsOf(of(kind).lengthControlled).filter(isCounted)));
    const far = DOUBLINGS.map((at) =>
      total(
        ({ byDistance }) => byDistance,
        ({ from }) => from === at,
      ),
    );
    const control = total(
      (lengthControlledOnes) => lengthControlledOnes.control.fillerBefore,
      ({ from }) => from >= DOUBLINGS[0],
    );
    for (const [index, { held, n }] of far.entries()) {
      const from = DOUBLINGS[index];
      const expected = seen >= 2 * from ? n : seen <= from ? 0 : held;
      if (held !== expected) process.exitCode = 1;
    }
    // A window may begin within a string, and so mistake code for strings and strings for code.
    const least = seen === Number.POSITIVE_INFINITY ? 1 : seen > 0 ? 0.95 : 0;
    if (control.held < control.n * least) process.exitCode = 1;
    const lengthControlledRanges = KINDS.map((kind) => range(of(kind).lengthControlled));
    const counts = [...far, control].map(({ held, n }) => `${held} of ${n}`);
    rows.push([model.name, ...ranges, ...lengthControlledRanges, ...counts]);
  }
  const lengthControlledHeads = [...KINDS, ...doublings].map((name) => `length-controlled ${name}`);
  table(['model', ...NATURALS, ...lengthControlledHeads, 'the control'], rows);
}
