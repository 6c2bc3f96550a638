// Retrains a pretrained model with the command in its card, and writes its weights and its card. `pnpm models NAME`:
//
//   node scripts/make-model.mjs NAME [--run FOLDER] [--suite quick|full] [--check] [--result FILE]
//
//   --run      uses an existing run instead of training
//   --check    only compares the hash of the weights with that in the card
//   --result   only writes the card's figures again, from the result.json of an evaluation of these weights
import { createHash } from 'node:crypto';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { root, run } from '../../../scripts/shell.mjs';
import { figuresOf, startEngine } from './small-text.mjs';

const home = join(import.meta.dirname, '..');
const { values, positionals } = parseArgs({
  options: {
    run: { type: 'string' },
    suite: { type: 'string', default: 'quick' },
    check: { type: 'boolean', default: false },
    result: { type: 'string' },
  },
  allowPositionals: true,
});
const [name] = positionals;
const cards = JSON.parse(readFileSync(join(home, 'cards.json'), 'utf8'));
const card = cards[name];
if (card === undefined) throw new Error(`Expected one of ${Object.keys(cards).join(', ')}, got ${name}.`);

if (values.result === undefined) await make();
else {
  const result = JSON.parse(readFileSync(values.result, 'utf8'));
  const { sha256 } = result.model;
  if (sha256 !== card.sha256) throw new Error(`Expected a result of weights ${card.sha256}, got ${sha256}.`);
  const { bytes, suite } = card.measured;
  writeCard({ ...card, measured: { bytes, suite, ...figuresIn(result) } });
}

/** Trains the network, and writes or compares its weights. */
async function make() {
  const folder = mkdtempSync(join(tmpdir(), 'longrange-models-'));
  const longrange = (...words) =>
    run(process.execPath, [join(root, 'apps/cli/dist/main.js'), ...words], { timeoutMs: 86_400_000 });
  const runFolder = values.run ?? join(folder, name);
  if (values.run === undefined) longrange('train', '--runs', folder, '--run', name, ...card.train.split(' '));
  const of = ['--runs', dirname(runFolder), '--checkpoint', basename(runFolder), '--format', 'safetensors'];
  const [half, whole] = ['float16', 'float32'].map((precision) => {
    const file = join(folder, `${name}.${precision}.safetensors`);
    longrange('export', ...of, '--precision', precision, '--output', file);
    return file;
  });
  const bytes = readFileSync(half);
  const sha256 = createHash('sha256').update(bytes).digest('hex');

  if (values.check) {
    if (sha256 !== card.sha256) throw new Error(`Expected weights of hash ${card.sha256}, got ${sha256}.`);
    console.log(`${name}: the same weights, ${sha256}`);
    return;
  }
  copyFileSync(half, join(home, `weights/${name}.safetensors`));
  await startEngine();
  const exact = await figuresOf(readFileSync(whole));
  const { bits, written } = await figuresOf(bytes);
  const words = [
    '--suite',
    values.suite,
    '--corpus',
    ...corpusOf(card.train),
    '--held-out',
    'projects',
    '--skip-controls',
    '--threads',
    '1',
  ];
  // By its file: the built command knows the hash of the model that this one replaces.
  longrange('eval', '--checkpoint', half, ...words, '--output', folder);
  const measured = readdirSync(folder).find((one) => one.startsWith('eval-'));
  const result = JSON.parse(readFileSync(join(folder, measured, 'result.json'), 'utf8'));
  writeCard({
    train: card.train,
    text: result.provenance.corpusSha256,
    sha256,
    smallText: { float32: exact.bits, float16: bits },
    written,
    measured: { bytes: bytes.length, suite: values.suite, ...figuresIn(result) },
  });
}

/** Writes a card into `cards.json` and the README. */
function writeCard(written) {
  cards[name] = written;
  writeFileSync(join(home, 'cards.json'), `${JSON.stringify(cards, null, 2)}\n`);
  const readme = join(home, 'README.md');
  const parts = [/^\| \| [\s\S]*?\n(?!\|)/m, /(?<=```sh\n)[^`]*/, /(?<=```\n)"[^\n]*/];
  const news = [tableOf(cards), commandsOf(cards), JSON.stringify(cards.small.written)];
  const text = readFileSync(readme, 'utf8');
  writeFileSync(
    readme,
    parts.reduce((all, part, index) => all.replace(part, () => news[index]), text),
  );
  console.log(`${name}: ${written.sha256}`);
}

/** Training commands, as they work in a clone. */
function commandsOf(all) {
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return Object.entries(all)
    .map(([one, { train }]) => `npx ${packageManager} train --run ${one} ${train}\n`)
    .join('');
}

/** Sources of text in a training command. */
function corpusOf(train) {
  return /--corpus ((?:(?!--)\S+ ?)+)/.exec(train)[1].trim().split(' ');
}

/** Figures of a result that a card states, formatted for it. */
function figuresIn({ model, subjects, bitsPerCharacter, probes }) {
  const [{ scoring }] = probes.predictors.map(({ minimalPairs }) => minimalPairs);
  const { natural } = scoring.find(({ kind }) => kind === 'closer');
  const { memorization } = subjects.find(({ id }) => id === 'model');
  const { bits, low, high } = bitsPerCharacter[0].carried;
  const fresh = memorization.novelByLength.find(({ length }) => length === 50).proportion;
  const [oneLine, severalLines] = ['without', 'with'].map((level) =>
    natural.factors.levels.find((one) => one.factor === 'lineBreak' && one.level === level),
  );
  const rangesIn = ({ shows, decides }) => `${placeOf(shows.range)}; ${placeOf(decides.range)}`;
  const sizeOf = ({ n, documents }) => `${n.toLocaleString('en-US')} of ${documents}`;
  return {
    architecture: model.description,
    parameters: model.parameters.toLocaleString('en-US'),
    bits: `${bits.toFixed(3)} (${low.toFixed(3)}–${high.toFixed(3)})`,
    halfLife: placeOf(natural.halfLife),
    shows: placeOf(natural.shown.range),
    decides: placeOf(natural.range),
    onOneLine: rangesIn(oneLine),
    overSeveralLines: rangesIn(severalLines),
    pairs: [natural.range, oneLine.decides.range, severalLines.decides.range].map(sizeOf).join('; '),
    copied: `${percent(1 - fresh.estimate)} (${percent(1 - fresh.high)}–${percent(1 - fresh.low)})`,
    longestCopy: memorization.longestCopy.length.toLocaleString('en-US'),
  };
}

/** `103 (87–122)`, `≥ 145 (129 to ≥ 145)` */
function placeOf({ range, low, high }) {
  const word = ({ side, characters }) => `${{ before: '< ', at: '', after: '≥ ' }[side]}${characters}`;
  if (range === null) return 'not measurable';
  const isExact = low.side === 'at' && high.side === 'at';
  return `${word(range)} (${word(low)}${isExact ? '–' : ' to '}${word(high)})`;
}

function percent(share) {
  return `${(100 * share).toFixed(1)} %`;
}

/** Table in the README. */
function tableOf(all) {
  const measured = Object.values(all).filter((one) => one.measured !== undefined);
  const row = (title, of) => `| ${title} | ${measured.map(of).join(' | ')} |`;
  const names = Object.keys(all).filter((one) => all[one].measured !== undefined);
  return [
    `| | ${names.join(' | ')} |`,
    `|${' --- |'.repeat(names.length + 1)}`,
    row('network', (one) => one.measured.architecture.replace(/, \d+ characters.*/, '')),
    row('parameters', (one) => one.measured.parameters),
    row('bytes', (one) => one.measured.bytes.toLocaleString('en-US')),
    row('bits per character', (one) => one.measured.bits),
    row('half of the evidence of an open bracket is left after, characters', (one) => one.measured.halfLife),
    row('it shows', (one) => one.measured.shows),
    row('it decides its closer', (one) => one.measured.decides),
    row('on one line it shows; decides', (one) => one.measured.onOneLine),
    row('over several lines', (one) => one.measured.overSeveralLines),
    row('pairs of documents: all; on one line; over several', (one) => one.measured.pairs),
    row('of its stretches of 50 characters, in the training text', (one) => one.measured.copied),
    row('longest copy, characters', (one) => one.measured.longestCopy),
    row('bits that rounding costs', ({ smallText }) =>
      (smallText.float16 - smallText.float32).toFixed(5).replace('-', '−'),
    ),
    row('SHA-256', (one) => `\`${one.sha256}\``),
    '',
  ].join('\n');
}
