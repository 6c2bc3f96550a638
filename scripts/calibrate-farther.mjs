// Metric 11 beyond 4,096 characters of models of which is known what they remember, on the test split of the standard library: a 20-gram, an oracle that
// never forgets, and windows of 2,048 to 16,384 characters of it; as `longrange eval --suite full --furthest 32768` asks. Prints the tables of "Farther" of
// docs/calibration.md. Exits with 1 where a stretched swap, or its control, is not as it must be. Deterministic; takes some minutes.
//
//   pnpm build && node scripts/calibrate-farther.mjs
const { loadCorpus } = await import('../packages/corpus/dist/index.js');
const { createPythonParser, python } = await import('../packages/code/dist/index.js');
const { NgramModel, suites } = await import('../packages/eval/dist/index.js');
const { OracleModel, WindowModel } = await import('../packages/eval/dist/calibration/index.js');
const { planProbes, probePredictor } = await import('../packages/eval/dist/probes/index.js');

const WINDOWS = [2048, 4096, 8192, 16_384];
const FURTHEST = 32_768;
/** Lower ends of the doublings beyond the usual ones. */
const DOUBLINGS = [4096, 8192, 16_384];

const corpus = await loadCorpus({ sources: ['stdlib'] });
const documentsOf = (name) => {
  const split = corpus.split(name);
  return split.documents.map(({ path }, index) => ({ name: path, text: split.text(index) }));
};
const parser = await createPythonParser();
const test = documentsOf('test');
const one = { runs: 1, longestContext: 16 };
const { swaps, stretched } = suites.full.probes;
const plan = await planProbes(test, {
  ...{ parser, seed: 0, swaps, stretched, context: one, perturbation: one },
  farther: { furthest: FURTHEST, documents: test },
});
parser.dispose();

const doublings = DOUBLINGS.map((from) => `${from}–${2 * from - 1}`);
console.log(`| pairs | ${doublings.join(' | ')} |\n|${'---|'.repeat(doublings.length + 1)}`);
for (const { set, kind, buckets } of plan.farther)
  console.log(
    `| ${kind}, ${set} | ${buckets.map(({ n, documents }) => `${n} in ${documents}`).join(' | ')} |`,
  );

const ngram = await NgramModel.train(documentsOf('train').map(({ text }) => text));
const oracle = new OracleModel(ngram, python);
const place = ({ side, characters }) =>
  ({ before: `under ${characters}`, at: `${characters}`, after: `${characters}+` })[side];
const range = (form) => (form?.range.range == null ? 'none' : place(form.range.range));
const kinds = ['closer', 'quote', 'dedent', 'clause', 'identifier'];
const naturals = ['closer', 'quote', 'clause', 'parameter', 'definition', 'import'];
const heads = [
  ...naturals.map((kind) => `${kind}`),
  ...kinds.map((kind) => `stretched ${kind}`),
  ...doublings.map((doubling) => `stretched, ${doubling}`),
  'the control',
];
console.log(`\n| model | ${heads.join(' | ')} |\n|${'---|'.repeat(heads.length + 1)}`);
const models = [
  [ngram, 0],
  [oracle, Number.POSITIVE_INFINITY],
  ...WINDOWS.map((characters) => [new WindowModel(oracle, characters), characters]),
];
for (const [model, seen] of models) {
  const { probes } = await probePredictor(model, { ...plan, closers: [] });
  const of = (kind) => probes.swaps.reading.find((swap) => swap.kind === kind);
  const total = (bucketsOf, isCounted) => {
    const all = kinds.flatMap((kind) => bucketsOf(of(kind).stretched).filter(isCounted));
    const sum = (key) => all.reduce((count, bucket) => count + bucket[key], 0);
    return { held: sum('held'), n: sum('n') };
  };
  const far = DOUBLINGS.map((from) =>
    total(
      ({ byDistance }) => byDistance,
      (bucket) => bucket.from === from,
    ),
  );
  const control = total(
    ({ control: { fillerBefore } }) => fillerBefore,
    ({ from }) => from >= DOUBLINGS[0],
  );
  for (const [index, { held, n }] of far.entries()) {
    const from = DOUBLINGS[index];
    const expected = seen >= 2 * from ? n : seen <= from ? 0 : null;
    if (expected !== null && held !== expected) process.exitCode = 1;
  }
  // A window may begin in a string, and read what follows inside out.
  if (control.held < control.n * (seen === Number.POSITIVE_INFINITY ? 1 : seen > 0 ? 0.95 : 0))
    process.exitCode = 1;
  const cells = [
    ...naturals.map((kind) => range(of(kind)?.natural)),
    ...kinds.map((kind) => range(of(kind).stretched)),
    ...[...far, control].map(({ held, n }) => `${held} of ${n}`),
  ];
  console.log(`| ${model.name} | ${cells.join(' | ')} |`);
}
