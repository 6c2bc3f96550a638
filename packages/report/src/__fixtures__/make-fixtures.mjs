// Writes complete.json and text-only.json, after a build: node make-fixtures.mjs PYTHON-FOLDER RESULT.JSON
// Their figures are what `evaluate` measures of a model whose limits are known: a 14-gram that writes, and predicts as one that never forgets what
// is open but sees the last 64 characters only. What only a network has (metrics 15 and 16), its training curve, controls and the untrained network
// are those of the result of a small run. edge.json was written by hand: names that attack the page, and nothing in any table.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createCPythonOracle, createPythonParser, python } from '@longrange/code';
import { evaluate, measureSubject, NgramModel, suites } from '@longrange/eval';
import { OracleModel, WindowModel } from '@longrange/eval/calibration';

const [folder, resultFile] = process.argv.slice(2);
const run = JSON.parse(readFileSync(resultFile, 'utf8'));

/** Short modules, each a document; one in six is held out. */
const documents = readdirSync(folder, { recursive: true })
  .filter((name) => name.endsWith('.py') && !name.includes('encodings'))
  .sort()
  .map((name) => ({ path: name, text: readFileSync(join(folder, name), 'utf8') }))
  .filter(({ text }) => text.length > 2_000 && text.length < 9_000 && /^[\t\n -~]*$/.test(text));
const heldOut = documents.filter((_, index) => index % 6 === 0);
const training = documents.filter((_, index) => index % 6 !== 0);

const ngram = await NgramModel.train(
  training.map(({ text }) => text),
  { order: 15 },
);
const parser = await createPythonParser({ engine: 'wasm' });
const model = new WindowModel(new OracleModel(ngram, python), 64);
const measured = await evaluate(
  {
    name: 'model',
    stateful: true,
    alphabet: model.alphabet,
    score: (...asked) => model.score(...asked),
    predict: (...asked) => model.predict(...asked),
    continuations: (...asked) => model.continuations(...asked),
    complete: (...asked) => ngram.complete(...asked),
  },
  {
    documents: heldOut,
    training,
    parser,
    suite: {
      ...suites.quick,
      samples: { count: 40, length: 800 },
      temperatures: { count: 12, at: [0.5, 1] },
      probes: {
        maxCharacters: 80_000,
        minimalPairs: { perBucket: 40 },
        lengthControlled: { perBucket: 16, maxDistance: 1024 },
        context: { runs: 8, longestContext: 128 },
        perturbation: { runs: 4, longestContext: 64 },
      },
      minimalPairs: { perBucket: 16, length: 96, temperatures: [0.5, 0.8] },
      completions: { ...suites.quick.completions, perDistance: 10, length: 64 },
    },
    seed: 1,
    onProgress: ({ stage, share }) => share === 0 && console.error(stage),
  },
);

const real = { id: 'real', label: '', cut: false, documents: heldOut };
const { oracle } = await measureSubject(real, { parser, oracle: await createCPythonOracle() });

const { gradientReach, units, controls } = run.probes;
const untrained = run.probes.predictors.filter((predictor) => predictor.untrained);
const bitsPerCharacter = [
  ...measured.bitsPerCharacter,
  ...run.bitsPerCharacter.filter(({ predictor }) => untrained.some((one) => one.predictor === predictor)),
];
const pictures = units.pictures.slice(0, 2).map((picture) => ({
  ...picture,
  text: picture.text.slice(0, 600),
  activations: picture.activations.slice(0, 600),
}));
const complete = {
  ...measured,
  createdAt: '2026-01-02T03:04:05.000Z',
  model: {
    ...measured.model,
    sha256: run.model.sha256,
    ...{ run: 'window', checkpoint: 'step-000474', step: 474, charactersSeen: 242_688, parameters: 300_000 },
    description: 'A 14-gram that sees the last 64 characters.',
  },
  training: run.training.filter((_, index) => index % Math.ceil(run.training.length / 300) === 0),
  contamination: run.contamination,
  subjects: measured.subjects.map((subject) => (subject.id === 'real' ? { ...subject, oracle } : subject)),
  bitsPerCharacter,
  probes: {
    ...measured.probes,
    predictors: [...measured.probes.predictors, ...untrained],
    gradientReach,
    units: { ...units, pictures },
    controls,
  },
};

const text = { ...complete.subjects.find(({ id }) => id === 'real'), id: 'text', label: 'some folder' };
const textOnly = {
  ...{ ...complete, model: null, subjects: [text], comparisons: [], bitsPerCharacter: [], training: [] },
  ...{ temperatures: [], contamination: null, probes: null },
};

for (const [name, result] of Object.entries({ complete, 'text-only': textOnly }))
  writeFileSync(new URL(`${name}.json`, import.meta.url), `${JSON.stringify(result)}\n`);
