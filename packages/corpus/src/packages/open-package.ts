import { LongrangeError } from '@longrange/errors';
import { archiveSource } from '../sources/archive.ts';
import type { RawDocument, Source, SourceContext } from '../sources/source.ts';
import type { IndexLocation } from './index-config.ts';
import { askForDefaultIndex, readNpmRegistry, readPipIndex } from './index-config.ts';
import { findOnNpm } from './npm.ts';
import { type CachedPackage, PackageCache } from './package-cache.ts';
import type { OfferedPackage, PackageEvent, PackageRecord } from './package-request.ts';
import { type PackageRequest, packageSpecifier } from './package-request.ts';
import { findOnPypi, type PinnedPackage, type Uploaded } from './pypi.ts';
import { refuseStatus, request } from './request.ts';

/** Options for fetching packages. */
export interface PackageOptions {
  readonly onPackage?: ((event: PackageEvent) => void) | undefined;
  /** Cancels a download. */
  readonly signal?: AbortSignal | undefined;
}

/** Archive of a package as a source. */
export interface PackageSource extends Source {
  readonly package: PackageRecord;
}

/**
 * Opens a package: an exact version from the cache if it is there, else from the index that pip or npm is configured to use.
 *
 * @param requested source as the user wrote it
 * @returns undefined if no release was uploaded in the period `uploaded`
 * @throws CORPUS_INDEX_UNREACHABLE, CORPUS_INDEX, CORPUS_INDEX_URL, CORPUS_PACKAGE_MISSING, CORPUS_HASH, WRITE_FAILED; the reason of `signal`
 */
export async function openPackage(
  {
    wanted,
    requested,
    pinned,
    uploaded,
  }: {
    wanted: PackageRequest;
    requested: string;
    pinned?: PinnedPackage | undefined;
    uploaded?: Uploaded | undefined;
  },
  options: PackageOptions,
): Promise<PackageSource | undefined> {
  const { registry, name } = wanted;
  const index = await (registry === 'pypi' ? readPipIndex() : readNpmRegistry(name));
  const job = { wanted, pinned, uploaded, index, cache: new PackageCache(), options };
  const found = (await findCached(job)) ?? (await fetchPackage(job));
  if (found === undefined) return undefined;
  const { version, license, file, sha256, path } = found;
  const source = packageSpecifier({ registry, name, version });
  return packageSource(path, { requested, source, registry, name, version, license, file, sha256 });
}

interface Job {
  readonly wanted: PackageRequest;
  readonly pinned: PinnedPackage | undefined;
  readonly uploaded: Uploaded | undefined;
  /** Undefined for the client's default, which is looked up only if needed. */
  readonly index: IndexLocation | undefined;
  readonly cache: PackageCache;
  readonly options: PackageOptions;
}

/** Looks in the cache only. */
async function findCached({
  wanted,
  pinned,
  index,
  cache,
  options,
}: Job): Promise<CachedPackage | undefined> {
  const { version } = wanted;
  if (version === undefined) return undefined;
  const path = pinned && (await cache.find(pinned));
  const found =
    pinned === undefined
      ? await cache.read({ ...wanted, version }, index?.url)
      : path && { ...pinned, version, path };
  if (!found) return undefined;
  options.onPackage?.(packageEvent(wanted, found, true));
  return found;
}

async function fetchPackage(job: Job): Promise<CachedPackage | undefined> {
  const { wanted, pinned, uploaded, cache, options } = job;
  const { signal } = options;
  const index = job.index ?? (await askForDefaultIndex(wanted.registry));
  try {
    const offered =
      wanted.registry === 'pypi'
        ? await findOnPypi(wanted, index, { pinned, uploaded, signal })
        : await findOnNpm(wanted, index, { pinned, signal });
    if (offered === undefined) return undefined;
    const { algorithm, hex } = offered.hash;
    const path = algorithm === 'sha256' ? await cache.find({ ...offered, sha256: hex }) : undefined;
    options.onPackage?.(packageEvent(wanted, offered, path !== undefined));
    const kept = path === undefined ? await download(offered, index, job) : { path, sha256: hex };
    const { license, file, version } = offered;
    const found = { ...kept, license, file, version };
    await cache.write({ ...wanted, version }, job.index?.url, found);
    return found;
  } catch (error) {
    if (!(error instanceof LongrangeError) || error.code !== 'CORPUS_INDEX_UNREACHABLE') throw error;
    throw await offlineError(error, wanted, cache);
  }
}

async function download(
  offered: OfferedPackage,
  index: IndexLocation,
  { cache, options }: Pick<Job, 'cache' | 'options'>,
): ReturnType<PackageCache['store']> {
  const { onPackage, signal } = options;
  const { status, length, body } = await request(offered.url, index, { signal });
  refuseStatus(offered.url, status);
  const source = packageSpecifier(offered);
  async function* counted(): AsyncIterable<Uint8Array> {
    let receivedBytes = 0;
    for await (const piece of body) {
      yield piece;
      receivedBytes += piece.length;
      onPackage?.({ type: 'download', source, receivedBytes, totalBytes: length ?? null });
    }
  }
  return cache.store(offered, counted());
}

function packageEvent(
  { registry, name }: PackageRequest,
  { version, license, file }: Pick<PackageRecord, 'version' | 'license' | 'file'>,
  isCached: boolean,
): PackageEvent {
  return { type: 'package', source: packageSpecifier({ registry, name, version }), license, file, isCached };
}

/** Paths in a wheel are as installed; in other archives the top folder, `django-6.1.3` or `package`, becomes the package's name. */
function packageSource(path: string, record: PackageRecord): PackageSource {
  const archive = archiveSource(path)!;
  const isWheel = path.endsWith('.whl');
  async function* read(context: SourceContext): AsyncIterable<RawDocument> {
    for await (const document of archive.read(context)) {
      yield isWheel ? document : { ...document, path: document.path.replace(/^[^/]*(?=\/)/, record.name) };
    }
  }
  return { description: record.source, package: record, read };
}

async function offlineError(
  { message, hint, cause }: LongrangeError,
  wanted: PackageRequest,
  cache: PackageCache,
): Promise<LongrangeError> {
  const versions = await cache.versions(wanted);
  const held = versions.length > 0 ? versions.join(', ') : `no version of ${wanted.name}`;
  return new LongrangeError({
    code: 'CORPUS_INDEX_UNREACHABLE',
    message: `${message} The cache ${cache.folder} has ${held}.`,
    hint:
      versions.length > 0 && wanted.version === undefined
        ? `name a version that the cache has: ${versions.at(-1)}.`
        : hint,
    cause,
  });
}
