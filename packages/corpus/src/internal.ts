// Shared with the command line only: it may change in any version.

export { paddingShare } from './batchers/batcher.ts';
export { defaultLimits } from './limits.ts';
export { countExtensions, hashSource, namesPackages, openSource } from './open-source.ts';
export { extensionsOf } from './packages/named-sets.ts';
export type { PackageOptions } from './packages/open-package.ts';
export { isArchive } from './sources/archive.ts';
export { readRegularFile, regularFilePieces } from './sources/regular-file.ts';
export type { SourceContext } from './sources/source.ts';
export { newFiles } from './sources/source.ts';
export { describeDroppedDocuments, noDrops } from './statistics.ts';
