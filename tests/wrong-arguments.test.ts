import '@tensorflow/tfjs-backend-cpu';
import { registerNativeBackend } from '@longrange/backend-native';
import { registerSimdBackend } from '@longrange/backend-simd';
import { installTensorFlow, registerTensorFlowBackend } from '@longrange/backend-tensorflow';
import {
  analyzeDocument,
  createParser,
  createPythonParser,
  hashDocuments,
  renameDocuments,
} from '@longrange/code';
import * as corpus from '@longrange/corpus';
import { LongrangeError } from '@longrange/errors';
import * as longrange from '@longrange/eval';
import { dyckTask, measureControl } from '@longrange/eval/internal';
import { explorerPage } from '@longrange/explorer';
import { readModelFile } from '@longrange/formats';
import { writeSafetensors } from '@longrange/formats/safetensors';
import { openGguf } from '@longrange/llama';
import * as models from '@longrange/model';
import { parseModelConfig } from '@longrange/model/internal';
import { loadPretrained } from '@longrange/models';
import { rmsNorm } from '@longrange/ops';
import { renderHtml, renderTerminal } from '@longrange/report';
import { sample } from '@longrange/sampler';
import { parseSweep } from '@longrange/sweep';
import { train, trainOn } from '@longrange/trainer';
import { validate } from '@longrange/trainer/learning';
import { engine, tensor1d, zeros } from '@tensorflow/tfjs-core';
import { expect, it, onTestFinished } from 'vitest';
import { entryPoints } from './testing/workspace.ts';

/** What TypeScript would refuse, as a caller in JavaScript passes it. */
const js = (value: unknown): never => value as never;
const later = js(Promise.resolve());
const buffer = js(Buffer.from('abc'));

const texts = ['a\n', 'b\n', 'ab\n'];
const split = corpus.createCorpus(texts, { split: { groups: 'none' } }).split('train');
const tokenizer = corpus.CharTokenizer.fromText('ab');
const config = parseModelConfig({ vocabulary: ['a', 'b'], units: 4, embeddingSize: 2, layers: 1 });
const model = models.CharacterModel.initialize(config, { seed: 1 });
const weights = { config, values: await model.values() };
const ngram = await longrange.NgramModel.train(texts, { order: 2 });
const parser = await createPythonParser();
const units = { default: 4, meaning: 'width' };

it.each<[call: () => unknown, message: string]>([
  [() => registerSimdBackend(js({ thread: 1 })), 'got `thread`. Did you mean `threads`?'],
  [() => registerSimdBackend({ variant: js('wid') }), "`variant` to be 'wide' or 'relaxed' or 'simd128'"],
  [() => registerTensorFlowBackend({ device: js('cuda') }), "`device` to be 'cpu' or 'gpu', got \"cuda\""],
  [
    () => registerNativeBackend({ precision: js('float16') }),
    "`precision` to be 'float32' or 'mixed_bfloat16'",
  ],
  [() => installTensorFlow({ device: js('cuda') }), "`device` to be 'cpu' or 'gpu', got \"cuda\""],
  [() => createParser(js('python')), 'Expected `language` to be a `Language`, got "python" (string).'],
  [() => parser.parse(buffer), 'Expected `text` to be a string, got'],
  [() => analyzeDocument('a', false, later), 'Expected `parser` to be a parser, as createParser gives it'],
  [() => renameDocuments(texts, { parser: later }), '`options.parser` to be a parser, as createParser'],
  [() => renameDocuments(texts, js({ parser, sead: 1 })), 'got `sead`. Did you mean `seed`?'],
  [() => hashDocuments(js(5)), '`documents` to be a list of strings or `{ path, text }`, got 5'],
  [() => corpus.createCorpus('a.py'), '`documents` to be a list of strings or `{ path, text }`, got "a.py"'],
  [() => corpus.createCorpus(texts, js({ dedup: 'near' })), 'Did you mean `dedupe`?'],
  [() => corpus.loadCorpus({ sources: js('a') }), 'Expected `sources` to be of type array, got "a"'],
  [() => corpus.describeCorpus(later), 'Expected `corpus` to be a corpus, as createCorpus or loadCorpus'],
  [() => corpus.measureContamination(later), 'Expected `corpus` to be a corpus, as createCorpus or'],
  [() => corpus.createCorpus(texts).split(js('dev')), "`name` to be 'train' or 'validation' or 'test' or"],
  [() => split.text(9), 'Expected `documentIndex` to be the index of one of 1 documents, got 9'],
  [() => corpus.CharTokenizer.fromSplit(js(texts)), 'Expected `split` to be a split of a corpus, got ["a'],
  [() => corpus.encodeSplit(js(texts), tokenizer), 'Expected `split` to be a split of a corpus, got ["a'],
  [() => corpus.CharTokenizer.fromText(buffer), 'Expected `text` to be a string, got'],
  [() => corpus.CharTokenizer.fromVocabulary(js('ab')), '`characters` to be a list of characters, got "ab"'],
  [() => tokenizer.encode('a', { unknown: js('skip') }), 'Expected `unknown` to be "drop" or "error", got'],
  [() => tokenizer.encodeUtf8(js('a'), new Uint8Array(1), 0), '`bytes` to be UTF-8 in a Uint8Array, got "a"'],
  [() => new corpus.WindowBatcher(js({ batchsize: 2 })), 'Did you mean `batchSize`?'],
  [() => longrange.fromNextCharacter(js([0.5, 0.5]), { alphabet: 'ab' }), '`next` to be a function from'],
  [() => longrange.fromNextCharacter(() => [], js({ alphabeth: 'ab' })), 'Did you mean `alphabet`?'],
  [() => longrange.fromSequences(js(() => [])), '`model` to be a model with `open`, `advance`, `fork` and'],
  [() => longrange.fromTokenModel(js({ tokenBytes: ['a'] })), '`tokenBytes` to be a list of Uint8Array or'],
  [
    () => longrange.NgramModel.train([js({ text: 'a' })]),
    '`documents` to be a list of strings, got [{"text"',
  ],
  [() => longrange.NgramModel.train(texts, js({ ordr: 3 })), 'Did you mean `order`?'],
  [() => ngram.score(js('abc')), 'Expected `texts` to be a list of strings, got "abc" (string).'],
  [
    () => ngram.complete(['a'], js({ length: 3, seed: 1 })),
    '`temperature` to be of type number, got nothing',
  ],
  [() => longrange.measureSubject(js({ label: 'x' }), { parser }), '`documents` to be of type array, got'],
  [() => longrange.probeBitsPerCharacter(later, texts, { split: 'test' }), '`model` to be a model with the'],
  [() => longrange.toLmEval(later), '`result` to be a result, as `evaluate` or `parseResult` gives it'],
  [() => longrange.buildResult(js(null)), '`parts` to be the parts of a result, got null'],
  [() => dyckTask(2, js(4)), '`m` to be 3 or 5, got 4'],
  [() => measureControl(js({}), later, later), '`task` to be a ControlTask, got {}'],
  [() => renderHtml(later), '`result` to be a result, as `evaluate` or `parseResult` gives it'],
  [
    () => renderHtml(js({ format: 'longrange-comparison' })),
    '`comparison` to be a comparison, as `parseComparison` gives it',
  ],
  [() => renderTerminal(js({}), js({ color: true })), '`width` to be a number of columns, got nothing'],
  [
    () => explorerPage({ models: js([{ bytes: 'a' }]), text: '' }),
    '`models` to be a list of `{ name, bytes }`',
  ],
  [() => readModelFile(js('a.keras'), 'a.keras'), '`bytes` to be a Uint8Array, got "a.keras" (string).'],
  [() => writeSafetensors(js(model)), '`values` to be a Map of Float32Arrays by name, got'],
  [() => writeSafetensors(weights, { precision: js('float8') }), '`precision` to be float32 or float16, got'],
  [() => openGguf('a.gguf', js({ thread: 1 })), 'Did you mean `threads`?'],
  [() => loadPretrained(js(undefined)), 'Expected `name` to be the name of a model, got nothing.'],
  [() => models.CharacterModel.initialize(config, js({ sead: 1 })), 'Did you mean `seed`?'],
  [() => models.CharacterModel.fromValues(config, new Map()), 'a Float32Array of 6 numbers, got nothing'],
  [() => model.score(js('ab'), { resetEvery: null }), 'Expected `texts` to be a list of strings, got "ab"'],
  [
    () => model.complete(js('ab'), { length: 1, temperature: 1, seed: 1 }),
    '`prompts` to be a list of strings',
  ],
  [() => model.encode(buffer), 'Expected `text` to be a string, got'],
  [() => model.zeroState(js(undefined)), '`batchSize` to be a whole number from 0, got nothing.'],
  [() => model.forward(js(tensor1d([0], 'int32')), model.zeroState(1)), '`tokens` to be a tensor of rank 2'],
  [() => model.forward(zeros([1, 1], 'int32'), js(undefined)), '`state` to be a state of 1 layers, as'],
  [() => models.scoreTokens(later, []), 'Expected `model` to be a CharacterModel, got {}'],
  [
    () => models.scoreTokens(model, js([[0]])),
    'character ids, an Int32Array, Uint16Array or Uint8Array each',
  ],
  [() => models.modelFromFiles('a', js({})), '`files` to be `{ description, weights }`, a Uint8Array each'],
  [() => models.registerNetwork(js('lstm')), 'Expected `network` to be a Network, got "lstm" (string).'],
  [() => models.recurrentStack('own', 'Own', js({})), 'Expected `cell` to be a RecurrentCell, got {}'],
  [
    () => models.blockNetwork('own', 'Own', models.blockOptions(units), js({})),
    '`mixer` to be a Mixer, got {}',
  ],
  [() => models.blockOptions(js(64)), '`units` to be `{ default, meaning }`, got 64 (number).'],
  [() => rmsNorm(zeros([1]), js(undefined)), 'rmsNorm: expected `gain` to be a tensor, got nothing.'],
  [() => sample(later), 'Expected `model` to be a CharacterModel, got {}'],
  [() => sample(model, js({ temprature: 1 })), 'Did you mean `temperature`?'],
  [() => parseSweep(buffer, 'a.yaml'), 'Expected `text` to be a text, got'],
  [() => train(js({ model })), 'Expected `runFolder` to be of type string, got nothing.'],
  [() => trainOn(texts, js({ runfolder: 'a' })), 'Did you mean `runFolder`?'],
  [
    () => validate(model, js({}), js({ batchSize: 0 })),
    'Expected `batchSize` to be at least 1, got 0 (number).',
  ],
])('says what it expects, case %#', async (call, message) => {
  await expect(async () => call()).rejects.toThrow(message);
});

const wrongArguments = [undefined, null, 5, 'x', {}, []];

type Callable = (...given: unknown[]) => unknown;

/** Returns the functions inside a value, with the paths that lead to them; those of Zod's schemas are Zod's. */
function functionsIn(value: unknown, path: string, seen: Set<unknown>): [path: string, call: Callable][] {
  if (typeof value === 'function') return [[path, value as Callable]];
  if (typeof value !== 'object' || value === null || '_zod' in value || seen.has(value)) return [];
  seen.add(value);
  return Object.entries(value).flatMap(([name, one]) => functionsIn(one, `${path}.${name}`, seen));
}

/** Returns what a call throws; undefined if it throws nothing. */
async function thrownBy(call: () => unknown): Promise<unknown> {
  try {
    await call();
    return undefined;
  } catch (error) {
    return error;
  }
}

it('says what is expected also inside exported objects', async () => {
  const seen = new Set<unknown>();
  const inside: (readonly [string, Callable])[] = [];
  for (const { name, load } of entryPoints)
    for (const [exported, value] of Object.entries(await load()))
      if (typeof value !== 'function')
        for (const found of functionsIn(value, `${name} ${exported}`, seen)) inside.push(found);
  // It has no arguments, and loads a compiler.
  const called = inside.filter(([path]) => !path.endsWith('.oracle.create'));
  const calls = called.flatMap(([path, call]) =>
    wrongArguments.flatMap((wrong) => [
      { path, given: [wrong], thrown: () => call(wrong) },
      { path, given: ['x', wrong], thrown: () => call('x', wrong) },
    ]),
  );
  const raw = [];
  for (const { path, given, thrown } of calls) {
    const error = await thrownBy(thrown);
    if (error !== undefined && !(error instanceof LongrangeError)) raw.push({ path, given, error });
  }
  expect(raw).toEqual([]);
  // `analyze` of a language has two arguments.
  expect(called.map(([path]) => path)).toContain('code LANGUAGES.0.analyze');
});

it('asks for a backend of TensorFlow.js where a model is made without one', () => {
  const tensorFlow = engine();
  const { registryFactory } = tensorFlow;
  onTestFinished(() => void Object.assign(tensorFlow, { registryFactory }));
  tensorFlow.registryFactory = {};
  const hint = expect.stringContaining('await registerSimdBackend()');
  const make = () => models.CharacterModel.initialize(config, { seed: 1 });
  expect(make).toThrow(expect.objectContaining({ code: 'ENGINE_NONE', hint }));
});
