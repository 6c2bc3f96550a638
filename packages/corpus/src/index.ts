export type { TextDocument } from '@longrange/errors';
export {
  type Batch,
  type Batcher,
  type BatcherOptions,
  type BatcherPlace,
  type BatcherPosition,
  batchesFor,
  IGNORED_TARGET,
  paddingShare,
} from './batchers/batcher.ts';
export { StreamBatcher, type StreamBatcherOptions } from './batchers/stream-batcher.ts';
export { WindowBatcher } from './batchers/window-batcher.ts';
export type { Contamination } from './contamination.ts';
export { measureContamination } from './contamination.ts';
export type { Corpus, CorpusDocument } from './corpus.ts';
export type { CorpusOptions } from './corpus-builder.ts';
export type { DocumentSpan } from './corpus-split.ts';
export { CorpusSplit } from './corpus-split.ts';
export { describeCorpus } from './describe-corpus.ts';
export type { LoadCorpusOptions } from './load-corpus.ts';
export { createCorpus, loadCorpus } from './load-corpus.ts';
export type { PackageEvent, PackageRecord, Registry } from './packages/package-request.ts';
export type { DropReason } from './sources/source.ts';
export type { CorpusGroup } from './split/group-split.ts';
export type { ResolvedSplit, SplitName, SplitOptions } from './split/splits.ts';
export type { CorpusStatistics } from './statistics.ts';
export type { CharsetName } from './text/clean.ts';
export type { EncodedSplit } from './tokenizer/char-tokenizer.ts';
export { CharTokenizer, encodeSplit } from './tokenizer/char-tokenizer.ts';
