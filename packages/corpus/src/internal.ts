// Shared with the command line only: it may change in any version.

export { paddingShare } from './batchers/batcher.ts';
export { defaultLimits } from './limits.ts';
export { countExtensions, hashSource, namesPackages } from './open-source.ts';
export { extensionsOf } from './packages/named-sets.ts';
export { folderSource } from './sources/folder.ts';
export { readRegularFile, regularFilePieces } from './sources/regular-file.ts';
export type { SourceContext } from './sources/source.ts';
export { newFiles } from './sources/source.ts';
export { describeDroppedDocuments, noDrops } from './statistics.ts';
