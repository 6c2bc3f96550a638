// Metrics 10 to 14 for models whose memory is known, on the test split of the standard library: a 20-gram, an oracle that never forgets,
// and windows of it; by the questions of `longrange eval --suite full`. Prints the first table of docs/calibration.md; with `farther`, metric 11
// beyond 4,096 characters (`--max-distance 32768`). Deterministic; takes some minutes.
//
//   pnpm build && node scripts/calibrate-probes.mjs [farther]
import { createPythonParser, python } from '../packages/code/dist/index.js';
import { loadCorpus } from '../packages/corpus/dist/index.js';
import { OracleModel, WindowModel } from '../packages/eval/dist/calibration/index.js';
import { NgramModel, suites } from '../packages/eval/dist/index.js';
import { planProbes, probePredictor } from '../packages/eval/dist/probes/index.js';

const isFarther = process.argv[2] === 'farther';
const WINDOWS = isFarther ? [2048, 4096, 8192, 16_384] : [32, 64, 128, 256, 512, 1024];
/** Lower ends of the doublings beyond the default ones. */
const DOUBLINGS = [4096, 8192, 16_384];
const KINDS = ['closer', 'quote', 'dedent', 'clause', 'identifier'];
const NATURALS = ['closer', 'quote', 'clause', 'parameter', 'definition', 'import'];

const corpus = await loadCorpus({ sources: ['stdlib'] });
const parser = await createPythonParser();
const test = corpus.split('test').texts();
const train = corpus.split('train').texts();
const { closers, minimalPairs, context } = suites.full.probes;
const { writing, ...reading } = minimalPairs;
const plan = await planProbes(
  {
    documents: test,
    parser,
    seed: 0,
    farther: isFarther ? { maxDistance: 32_768, documents: test } : undefined,
  },
  isFarther ? { minimalPairs: reading } : { closers, minimalPairs: reading, context },
);
parser.dispose();
const ngram = await NgramModel.train(train.map(({ text }) => text));
const oracle = new OracleModel(ngram, python);
const windows = WINDOWS.map((characters) => new WindowModel(oracle, characters));

const table = (heads, rows) => {
  console.log(`\n| ${heads.join(' | ')} |\n|${'---|'.repeat(heads.length)}`);
  for (const row of rows) console.log(`| ${row.join(' | ')} |`);
};
const place = ({ side, characters }) =>
  ({ before: `under ${characters}`, at: `${characters}`, after: `${characters}+` })[side];
const range = (form) => (form?.range.range == null ? 'none' : place(form.range.range));
const sum = (buckets, field) => buckets.reduce((total, bucket) => total + bucket[field], 0);
const heldOf = (buckets) => `${sum(buckets, 'held')} of ${sum(buckets, 'n')}`;
const percentOf = (buckets) => `${((100 * sum(buckets, 'held')) / sum(buckets, 'n')).toFixed(1)} %`;

const doublings = DOUBLINGS.map((from) => `${from}–${2 * from - 1}`);
if (isFarther)
  table(
    ['pairs', ...doublings],
    plan.minimalPairs.farther.map(({ set, kind, buckets }) => [
      `${kind}, ${set}`,
      ...buckets.map(({ n, documents }) => `${n} in ${documents}`),
    ]),
  );
const rows = [];
for (const model of [ngram, oracle, ...windows]) {
  const { probes } = await probePredictor(model, plan);
  const of = (kind) => probes.minimalPairs.scoring.find((one) => one.kind === kind);
  const natural = NATURALS.map((kind) => range(of(kind)?.natural));
  const controlled = KINDS.map((kind) => of(kind).lengthControlled);
  if (isFarther) {
    const byDistance = controlled.flatMap((one) => one.byDistance);
    const far = DOUBLINGS.map((at) => heldOf(byDistance.filter(({ from }) => from === at)));
    const fillerBefore = controlled.flatMap((one) => one.control.fillerBefore);
    const control = heldOf(fillerBefore.filter(({ from }) => from >= DOUBLINGS[0]));
    rows.push([model.name, ...natural, ...controlled.map(range), ...far, control]);
  } else {
    const shares = controlled.map(({ byDistance }) => percentOf(byDistance));
    rows.push([model.name, probes.effectiveContext.effective ?? 'none', ...natural, ...shares]);
  }
}
const controlledHeads = (names) => names.map((name) => `length-controlled ${name}`);
table(
  isFarther
    ? ['model', ...NATURALS, ...controlledHeads([...KINDS, ...doublings]), 'the control']
    : ['model', 'n\\*', ...NATURALS, ...controlledHeads(KINDS.map((kind) => `${kind}s`))],
  rows,
);
