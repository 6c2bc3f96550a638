import { corpusError } from '../corpus-error.ts';

/** Registries of packages. */
export type Registry = 'pypi' | 'npm';

/** Package named by a source. */
export interface PackageRequest {
  readonly registry: Registry;
  /** Name; for PyPI normalized to lower case with hyphens (PEP 503). */
  readonly name: string;
  /** Undefined for the newest version that is not a pre-release. */
  readonly version?: string;
}

const PYPI = /^(?<name>[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?)(?:==(?<version>[a-z0-9.!+_-]+))?$/i;
const NPM =
  /^(?<name>(?:@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*)(?:@(?<version>[a-z0-9.+-]+))?$/i;

/**
 * Parses `pypi:NAME==VERSION` or `npm:NAME@VERSION`; undefined for any other source.
 *
 * @throws CORPUS_PACKAGE_NAME
 */
export function parsePackage(source: string): PackageRequest | undefined {
  const registry = (['pypi', 'npm'] as const).find((prefix) => source.startsWith(`${prefix}:`));
  if (registry === undefined) return undefined;
  const match = (registry === 'pypi' ? PYPI : NPM).exec(source.slice(registry.length + 1));
  if (match === null) {
    const isPypi = registry === 'pypi';
    throw corpusError(
      'CORPUS_PACKAGE_NAME',
      `Expected a package as ${isPypi ? 'pypi:NAME or pypi:NAME==VERSION' : 'npm:NAME or npm:NAME@VERSION'}, got ${JSON.stringify(source)}.`,
      `for example ${isPypi ? 'pypi:django==6.1.3' : 'npm:left-pad@1.3.0'}.`,
    );
  }
  const { name = '', version } = match.groups ?? {};
  return {
    registry,
    name: registry === 'pypi' ? normalizePythonName(name) : name,
    ...(version !== undefined && { version }),
  };
}

/** Normalizes a name as PEP 503 does. */
export function normalizePythonName(name: string): string {
  return name.toLowerCase().replaceAll(/[-_.]+/g, '-');
}

/** Returns the file name of a package's archive in npm's registry. */
export function npmArchive(name: string, version: string): string {
  return `${name.replace(/^.*\//, '')}-${version}.tgz`;
}

/** Returns the source that names this version of a package. */
export function packageSpecifier({ registry, name, version }: PackageRequest): string {
  if (version === undefined) return `${registry}:${name}`;
  return registry === 'pypi' ? `pypi:${name}==${version}` : `npm:${name}@${version}`;
}

/** Package that a corpus was built from: enough to get the same text again. */
export interface PackageRecord {
  /** Source as the user wrote it: `pypi:django`. */
  readonly requested: string;
  /** Source with the version: `pypi:django==6.1.3`. */
  readonly source: string;
  readonly registry: Registry;
  readonly name: string;
  readonly version: string;
  /** SPDX expression, or the package's own words; null if it states none. */
  readonly license: string | null;
  /** Name of the archive. */
  readonly file: string;
  /** SHA-256 of the archive, in hexadecimal. */
  readonly sha256: string;
}

/** Progress of packages while a corpus is loaded. */
export type PackageEvent =
  | {
      /** Sent before the archive is downloaded, or if the cache has it. */
      readonly type: 'package';
      readonly source: string;
      readonly license: string | null;
      readonly file: string;
      readonly isCached: boolean;
    }
  | {
      readonly type: 'download';
      readonly source: string;
      readonly receivedBytes: number;
      /** Null if the server does not state it. */
      readonly totalBytes: number | null;
    };

/** Archive offered by an index. */
export interface OfferedPackage extends Required<PackageRequest> {
  readonly license: string | null;
  readonly file: string;
  readonly url: string;
  readonly hash: { readonly algorithm: 'sha256' | 'sha512'; readonly hex: string };
}
