// `pnpm fixtures`: writes the three results beside this file, of whatever the schema and the metrics now are.
// complete.json and text-only.json are what `evaluate` measures of a model whose limits are known: a 14-gram that writes, and predicts as one that
// never forgets what is open but sees the last 64 characters only. What only a network has (metrics 15 and 16), its training curve, controls and
// the untrained network are kept from complete.json, or come from the result of a small run if one is named: node make-fixtures.mjs RESULT.JSON
// edge.json was written by hand: names that attack the page, and nothing in any table. It gets what it lacks, measured of a blank text.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { createCPythonOracle, createPythonParser, python } from '@longrange/code';
import { evaluate, measureSubject, NgramModel, parseResult, suites } from '@longrange/eval';
import { OracleModel, WindowModel } from '@longrange/eval/calibration';
import { RESULT_FORMAT_VERSION } from '@longrange/eval/result';

const read = (file) => JSON.parse(readFileSync(file, 'utf8'));
const fixture = (name) => new URL(`${name}.json`, import.meta.url);
const run = read(process.argv[2] ?? fixture('complete'));

const ofCode = createRequire(new URL('../../../code/package.json', import.meta.url));
const { strFromU8, unzipSync } = ofCode('fflate');
const library = unzipSync(readFileSync(join(dirname(ofCode.resolve('pyodide/package.json')), 'python_stdlib.zip')));

/** Short modules of the standard library, each a document; one in six is held out. */
const documents = Object.keys(library)
  .filter((name) => name.endsWith('.py') && !name.includes('encodings'))
  .sort()
  .map((path) => ({ path, text: strFromU8(library[path]) }))
  .filter(({ text }) => text.length > 2_000 && text.length < 9_000 && /^[\t\n -~]*$/.test(text));
const heldOut = documents.filter((_, index) => index % 6 === 0);
const training = documents.filter((_, index) => index % 6 !== 0);

const ngram = await NgramModel.train(
  training.map(({ text }) => text),
  { order: 15 },
);
const parser = await createPythonParser();
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
    suite: {
      ...suites.quick,
      samples: { count: 40, length: 800 },
      temperatures: { count: 12, at: [0.5, 1] },
      probedCharacters: 80_000,
      probes: {
        closers: {},
        minimalPairs: {
          perBucket: 40,
          lengthControlled: { perBucket: 16, maxDistance: 1024 },
          writing: { perBucket: 16, length: 96, temperatures: [0.5, 0.8] },
        },
        context: { runs: 8, longestContext: 128 },
        perturbation: { runs: 4, longestContext: 64 },
        completions: { ...suites.quick.probes.completions, perDistance: 10, length: 64 },
      },
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
    run: 'window',
checkpoint: 'step-000474',
step: 474,
charactersSeen: 242_688,
parameters: 300_000,
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
  ...complete,
model: null,
subjects: [text],
comparisons: [],
bitsPerCharacter: [],
training: [],
  temperatures: [],
contamination: null,
probes: null,
};

const blank = await measureSubject({ ...real, documents: [{ path: 'blank.py', text: '\n' }] }, { parser });
const old = read(fixture('edge'));
const edge = {
  ...old,
formatVersion: RESULT_FORMAT_VERSION,
  subjects: old.subjects.map((subject) => ({ ...subject, ...blank, ...subject })),
};

const results = { complete, 'text-only': textOnly, edge };
for (const result of Object.values(results)) parseResult(result);
for (const [name, result] of Object.entries(results))
  writeFileSync(fixture(name), `${JSON.stringify(result, null, name === 'edge' ? 2 : undefined)}\n`);
