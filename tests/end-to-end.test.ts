import '@tensorflow/tfjs-backend-cpu';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { registerSimdBackend } from '@longrange/backend-simd';
import { CharTokenizer, type Corpus, createCorpus, encodeSplit } from '@longrange/corpus';
import { buildResult, createPythonParser, measureSubject, parseResult } from '@longrange/eval';
import { bitsPerCharacter } from '@longrange/eval/probes';
import { CharacterModel, scoreTokens } from '@longrange/model';
import { loadModel } from '@longrange/model/node';
import { renderHtml, renderMarkdown, renderTerminal } from '@longrange/report';
import { sample } from '@longrange/sampler';
import { findCheckpoint, readMetrics, train, trainingConfigSchema } from '@longrange/trainer';
import {
  enableProdMode,
  io,
  setBackend,
  type Tensor,
  tensor2d,
  tidy,
  transpose,
} from '@tensorflow/tfjs-core';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { toyDocuments } from './testing/toy-corpus.ts';

// One run through the whole house: documents, training, a checkpoint, plain TensorFlow.js, samples, a report.

const seed = 5;
let runs: string;
let corpus: Corpus;
let tokenizer: CharTokenizer;
let checkpoint: string;

beforeAll(async () => {
  enableProdMode();
  await registerSimdBackend({ threads: 1 });
  await setBackend('simd');
  runs = await mkdtemp(join(tmpdir(), 'longrange-tests-'));
  corpus = createCorpus(toyDocuments(24), { split: { kind: 'document', validation: 0.1, test: 0.1, seed } });
  tokenizer = CharTokenizer.fromSplit(corpus.split('train'));
  checkpoint = await trainToy(join(runs, 'toy'));
});
afterAll(() => rm(runs, { recursive: true, force: true }));

async function trainToy(runFolder: string): Promise<string> {
  const config = {
    embeddingSize: 16,
    layers: 2,
    units: 48,
    dropout: 0.1,
    vocabulary: [...tokenizer.vocabulary],
  };
  const model = CharacterModel.initialize(config, { seed });
  const outcome = await train({
    model,
    corpusData: {
      train: encodeSplit(corpus.split('train'), tokenizer),
      validation: encodeSplit(corpus.split('validation'), tokenizer),
    },
    config: trainingConfigSchema.parse({
      batchSize: 8,
      sequenceLength: 32,
      epochs: null,
      maxCharacters: 64_000,
      learningRate: 0.01,
      warmupSteps: 10,
      validationEverySteps: 0,
      seed,
    }),
    runFolder,
  });
  model.dispose();
  expect(outcome.kind).toBe('completed');
  // 250 steps of 256 characters would do, were nothing padded.
  expect(outcome.step).toBeGreaterThanOrEqual(250);
  expect(outcome.step).toBeLessThan(260);
  return outcome.checkpoint.folder;
}

/** What plain `tf.loadLayersModel` does with a URL, without a server. */
async function openWithLayers(folder: string) {
  const json: io.ModelJSON = JSON.parse(await readFile(join(folder, 'model.json'), 'utf8'));
  const weights = new Uint8Array(await readFile(join(folder, 'weights.bin'))).buffer;
  return loadLayersModel({
    load: () => io.getModelArtifactsForJSON(json, async (manifest) => [io.getWeightSpecs(manifest), weights]),
  });
}

const heldOut = () => {
  const split = corpus.split('test');
  return split.documents.map(({ path }, index) => ({ name: path, text: split.text(index) }));
};

it('learns: the validation loss falls far below that of guessing', async () => {
  const last = (await readMetrics(join(runs, 'toy'))).at(-1)!;
  expect(last.type).toBe('validation');
  expect(Math.log2(tokenizer.size)).toBeGreaterThan(5);
  // 1.68 when this was written.
  expect(last.bitsPerCharacter).toBeLessThan(2);
});

it('leaves a checkpoint that `latest` finds', async () => {
  expect(await findCheckpoint(runs, 'latest')).toMatchObject({ folder: checkpoint, run: 'toy' });
});

it('leaves a model that plain TensorFlow.js opens, with the same logits', async () => {
  const model = await loadModel(checkpoint);
  const layersModel = await openWithLayers(checkpoint);
  const [T, B] = [40, 2];
  const ids = tokenizer.encode(heldOut()[0]!.text).slice(0, T * B);
  const tokens = tensor2d(Array.from(ids), [T, B], 'int32');
  const got = await model.forward(tokens, model.zeroState(B)).logits.data();
  const expected = await tidy(() =>
    transpose(layersModel.predict(transpose(tokens)) as Tensor, [1, 0, 2]),
  ).data();
  expect(got.length).toBe(T * B * tokenizer.size);
  expect(expected.length).toBe(got.length);
  const scale = Math.max(...expected.map(Math.abs));
  const difference = Math.max(...got.map((logit, i) => Math.abs(logit - expected[i]!)));
  expect(scale).toBeGreaterThan(1);
  // float32 through 40 steps of a trained network, whose products are summed in another order.
  expect(difference / scale).toBeLessThan(1e-5);
  model.dispose();
});

it('measures real code, samples and bits per character, and reports them', async () => {
  const model = await loadModel(checkpoint);
  const parser = await createPythonParser();
  const samples = await sample(model, { prompt: 'def ', count: 3, length: 500, temperature: 0.5, seed });
  const written = samples.map(({ index, prompt, text }) => ({
    name: `sample-${index}`,
    text: prompt + text,
  }));
  expect(written.map(({ text }) => text.length)).toEqual([504, 504, 504]);
  const real = await measureSubject(
    { id: 'real', label: 'held-out code', cut: false, documents: heldOut() },
    { parser },
  );
  const generated = await measureSubject(
    { id: 'model', label: 'samples', cut: true, documents: written },
    { parser },
  );
  expect(real.delimiters.overall.estimate).toBe(1);
  expect(real.indentation.overall.estimate).toBe(1);
  expect(real.parse.documents.estimate).toBe(1);
  expect(real.delimiters.openers).toBe(heldOut().length * 12 * 5);
  expect(generated.delimiters.openers).toBeGreaterThan(10);

  const scores = await scoreTokens(
    model,
    heldOut().map(({ text }) => tokenizer.encode(text)),
  );
  const bits = bitsPerCharacter({
    predictor: 'the model',
    split: 'test',
    carried: heldOut().map(({ name }, index) => ({ name, logProbabilities: scores[index]! })),
  });
  expect(bits.characters).toBe(heldOut().reduce((sum, { text }) => sum + text.length, 0));
  expect(bits.carried!.bits).toBeLessThan(2);

  const result = buildResult({
    versions: { node: process.version },
    provenance: {
      command: 'end-to-end test',
      seeds: { sampling: seed },
      parserEngine: parser.engine,
      parserReason: parser.reason,
      engine: 'simd',
      engineReason: 'asked for',
      threads: 1,
      corpusSha256: corpus.sha256,
      sampling: { temperature: 0.5, length: 300 },
    },
    model: null,
    comparisons: [],
    training: [],
    subjects: [real, generated],
    bitsPerCharacter: [bits],
  });
  expect(parseResult(JSON.stringify(result))).toEqual(result);
  const html = await renderHtml(result);
  expect(html).toMatch(/^<!doctype html>/i);
  for (const text of [html, renderMarkdown(result), renderTerminal(result, { color: false, width: 80 })]) {
    expect(text.replaceAll('\u00a0', ' ')).toContain(`n ${real.delimiters.openers}`);
  }
  model.dispose();
});
