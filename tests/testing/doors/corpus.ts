import * as corpus from '@longrange/corpus';
import { toyDocuments } from '../toy-corpus.ts';
import {
  type Door,
  data,
  document,
  door,
  doorsOf,
  nullable,
  optional,
  options,
  or,
  whole,
  word,
} from '../wrong-calls.ts';

const sources = toyDocuments(4);
const someCorpus = corpus.createCorpus(sources, { split: { kind: 'document', groups: 'none' } });
const train = someCorpus.split('train');
export const tokenizer = corpus.CharTokenizer.fromSplit(train);
export const encoded = corpus.encodeSplit(train, tokenizer);
const batches = {
  ids: encoded.ids,
  documents: encoded.documents.map((span) => data(span)),
  ...{ batchSize: 2, sequenceLength: 8, seed: or(0, 'any whole number', -1) },
};
const shape = { ...encoded, batchSize: 2, sequenceLength: 8, seed: 0 };
export const batcher = new corpus.StreamBatcher(shape);
const windows = new corpus.WindowBatcher(shape);
const position = whole(batcher.position());
const place = { epoch: 0, batch: 1 };
const nothing = () => undefined;

export const corpusDoors: readonly Door[] = [
  ...doorsOf(corpus, {
    createCorpus: [
      sources.map(document),
      optional({
        charset: optional('unicode'),
        dedupe: optional(word('exact')),
        split: options({ kind: word('document'), validation: 0.1, test: 0.1, seed: 1, groups: word('none') }),
      }),
    ],
    loadCorpus: [
      {
        sources: [import.meta.dirname],
        extensions: optional(['.ts']),
        ...{ charset: optional('unicode'), dedupe: optional(word('exact')) },
        split: options({ kind: word('contiguous'), validation: 0.1 }),
      },
    ],
    describeCorpus: [whole(someCorpus)],
    measureContamination: [whole(someCorpus), options({ onProgress: nothing })],
    encodeSplit: [train, tokenizer],
    batchesFor: [batcher, 100],
    paddingShare: [batcher, data({ batchSize: 2, sequenceLength: 8 })],
  }),
  door('Corpus.split', (name) => someCorpus.split(name), word('train')),
  door('CorpusSplit', (name, stored) => new corpus.CorpusSplit(name, stored), word('train'), [
    data({ path: 'a', bytes: Uint8Array.of(10), characters: 1 }),
  ]),
  door('CorpusSplit.text', (index) => train.text(index), 0),
  door('CorpusSplit.bytes', (index) => train.bytes(index), 0),
  door('CharTokenizer.fromText', corpus.CharTokenizer.fromText, 'abc'),
  door('CharTokenizer.fromSplit', corpus.CharTokenizer.fromSplit, train),
  door('CharTokenizer.fromVocabulary', corpus.CharTokenizer.fromVocabulary, ['a', 'b']),
  door(
    'CharTokenizer.encode',
    (text, options) => tokenizer.encode(text, options),
    'def',
    options({ unknown: word('drop') }),
  ),
  door(
    'CharTokenizer.encodeUtf8',
    (bytes, target, at) => tokenizer.encodeUtf8(bytes, target, at),
    Uint8Array.of(97),
    new Uint8Array(9),
    0,
  ),
  door('CharTokenizer.decode', (ids) => tokenizer.decode(ids), [0, 1]),
  door('CharTokenizer.countUnknown', (text) => tokenizer.countUnknown(text), 'def'),
  door('StreamBatcher', (options) => new corpus.StreamBatcher(options), {
    ...batches,
    beginOfDocument: optional(nullable(7)),
    resetAtDocuments: optional(true),
    resetAlways: optional(false),
  }),
  door('WindowBatcher', (options) => new corpus.WindowBatcher(options), batches),
  door('StreamBatcher.seek', (at) => batcher.seek(at), position),
  door('WindowBatcher.seek', (at) => windows.seek(at), whole(windows.position())),
  door('StreamBatcher.charactersBefore', (at) => batcher.charactersBefore(at), data(place)),
  door('WindowBatcher.charactersBefore', (at) => windows.charactersBefore(at), data(place)),
];
