import * as code from '@longrange/code';
import * as longrange from '@longrange/eval';
import * as metrics from '@longrange/eval/metrics';
import { loadFixture } from '../../../packages/eval/src/page/testing/load-fixture.ts';
import { toyDocuments } from '../toy-corpus.ts';
import {
  type Door,
  data,
  document,
  door,
  doorsOf,
  elsewhere,
  nullable,
  optional,
  options,
  or,
  whole,
  word,
} from '../wrong-calls.ts';

const sources = toyDocuments(4);
const documents = sources.map(({ path, text }) => document({ path, text: text.slice(0, 400) }));
const texts = sources.map(({ text }) => text);
const nothing = () => undefined;
const ngram = await longrange.NgramModel.train(texts, { order: 3 });
const parser = await code.createPythonParser();
const characters = [...new Set(texts.join(''))];
const uniform = longrange.fromNextCharacter(() => characters.map(() => 1 / characters.length), {
  alphabet: characters,
});
const tokens = longrange.fromTokenModel({
  tokenBytes: characters.map((character) => new TextEncoder().encode(character)),
  open: () => ({ logProbabilities: characters.map(() => -Math.log(characters.length)) }),
  alphabet: characters,
});
const writing = {
  ...{ length: 3, temperature: 1, seed: or(1, 'any whole number', -1) },
  ...{ isDone: optional(() => false), onShare: optional(nothing) },
};
/** Evaluates in a moment where nothing is refused. */
const smallest = {
  ...longrange.suites.quick,
  samples: { count: 2, length: 16 },
  probes: {
    ...{
      maxCharacters: 500,
      minimalPairs: { perBucket: 1 },
      lengthControlled: { perBucket: 1, maxDistance: 32 },
    },
    ...{ context: { runs: 1, longestContext: 16 }, perturbation: { runs: 1, longestContext: 16 } },
  },
  completions: { ...longrange.suites.quick.completions, perDistance: 1, length: 8 },
  minimalPairs: { perBucket: 1, length: 8, temperatures: [0.8] },
};
const readings = [data({ text: 'def f', at: [1, 2] })];
const branches = [data({ text: 'def f', branches: [data({ at: 1, continuation: 'e' })] })];
const result = whole(loadFixture('text-only'));
const { format: _, formatVersion: __, createdAt: ___, tests: ____, ...parts } = loadFixture('text-only');
const subject = { id: 'text' as const, label: 'x', cut: false, documents };
const analyzed = code.analyzeDocument({ path: 'a', text: 'def f(x):\n    return [x]\n' }, false, parser);

export const evalDoors: readonly Door[] = [
  ...doorsOf(longrange, {
    evaluate: [
      whole(uniform),
      {
        documents,
        training: optional(documents),
        suite: optional(whole(smallest)),
        ...{ temperature: optional(1), maxCharacters: optional(99), seed: optional(1) },
        ...{ parser: optional(whole(parser)), onProgress: optional(nothing) },
      },
    ],
    fromNextCharacter: [() => [1, 0], { alphabet: ['a', 'b'], name: optional('x') }],
    fromSequences: [
      whole({
        ...{ name: 'x', alphabet: ['a', 'b'], first: null, open: nothing, fork: nothing, close: nothing },
        advance: async () => new Float32Array(),
      }),
    ],
    fromTokenModel: [
      {
        tokenBytes: whole([new Uint8Array([97]), new Uint8Array([98])]),
        open: () => ({ logProbabilities: [0, -Infinity] }),
        fork: optional(() => []),
        tokenize: optional(() => []),
        prefix: optional(''),
        together: optional(2),
        alphabet: ['a', 'b'],
        name: optional('x'),
        beam: options({ width: 2, threshold: 0.1, lead: 1 }),
      },
    ],
    measureSubject: [
      subject,
      {
        parser: whole(parser),
        oracle: optional(whole({ name: 'x', judge: async () => null })),
        trainingText: optional(whole(ngram.index)),
        onProgress: optional(nothing),
      },
    ],
    probeBitsPerCharacter: [whole(ngram), documents, { split: 'test' }],
    buildResult: [whole({ ...parts, comparisons: [] })],
    parseResult: [result],
    toLmEval: [result],
    lmEvalFileName: [result],
  }),
  door('NgramModel.train', longrange.NgramModel.train, texts, options({ order: 3, onProgress: nothing })),
  ...doorsOf(code, {
    renameDocuments: [documents, { parser: whole(parser), seed: optional(1) }],
    createParser: [whole(code.python)],
    createPythonParser: [],
    analyzeDocument: [documents[0]!, false, whole(parser)],
  }),
  door('NgramModel.score', (all) => ngram.score(all), ['def']),
  door('NgramModel.predict', (all) => ngram.predict(all), readings),
  door('NgramModel.continuations', (all) => ngram.continuations(all), branches),
  door('NgramModel.complete', (prompts, options) => ngram.complete(prompts, options), ['def'], writing),
  door('model of fromNextCharacter: score', (all, options) => uniform.score(all, options), ['def'], {
    resetEvery: nullable(2),
    onShare: optional(nothing),
  }),
  door('model of fromNextCharacter: predict', (all) => uniform.predict(all), readings),
  door('model of fromNextCharacter: continuations', (all) => uniform.continuations(all), branches),
  door(
    'model of fromNextCharacter: complete',
    (prompts, options) => uniform.complete(prompts, options),
    ['def'],
    writing,
  ),
  door('model of fromTokenModel: after', (text) => tokens.after(text), 'def'),
  door('model of fromTokenModel: score', (all, options) => tokens.score(all, options), ['def'], {
    resetEvery: nullable(2),
    onShare: optional(nothing),
  }),
  door('model of fromTokenModel: predict', (all) => tokens.predict(all), readings),
  door('model of fromTokenModel: continuations', (all) => tokens.continuations(all), branches),
  door(
    'model of fromTokenModel: complete',
    (prompts, options) => tokens.complete(prompts, options),
    ['def'],
    writing,
  ),
  door('SyntaxParser.parse', (text) => parser.parse(text), 'x = 1'),
  ...doorsOf(metrics, {
    measureTexts: [subject, { parser: whole(parser) }],
    measureControlFlow: [whole(analyzed)],
    measureDelimiters: [whole(analyzed)],
    measureIndentation: [whole(analyzed)],
    measureNames: [whole(analyzed)],
    measureParse: [whole(analyzed)],
    measureStrings: [whole(analyzed)],
  }),
  door('TextIndex', (all) => new longrange.TextIndex(all), texts),
  // Without a package there is no CPython.
  elsewhere(door('createCPythonOracle', code.createCPythonOracle, options({ package: '/none' }))),
  elsewhere(
    door(
      'createTypeScriptOracle',
      code.createTypeScriptOracle,
      options({ language: word('javascript'), package: '/none' }),
    ),
  ),
];
