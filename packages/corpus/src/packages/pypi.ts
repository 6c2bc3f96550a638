import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { IndexLocation } from './index-config.ts';
import {
  normalizePythonName,
  type OfferedPackage,
  type PackageRecord,
  type PackageRequest,
} from './package-request.ts';
import { isSameVersion, newestStable } from './python-version.ts';
import { hiderFor, indexError, missing, parseAnswer, requestText, resolveUrl, showUrl } from './request.ts';

const JSON_TYPE = 'application/vnd.pypi.simple.v1+json';
const SHA256 = /^[0-9a-f]{64}$/;

const metadata = z.union([z.boolean(), z.record(z.string(), z.string())]).optional();
const fileSchema = z.object({
  filename: z.string().regex(/^[a-z0-9][a-z0-9._+!-]*$/i),
  url: z.string(),
  hashes: z.record(z.string(), z.string()),
  // PEP 700.
  'upload-time': z.string().optional(),
  yanked: z.union([z.boolean(), z.string()]).optional(),
  'core-metadata': metadata,
  // The name before PEP 714.
  'dist-info-metadata': metadata,
});
const projectSchema = z.object({ files: z.array(fileSchema) });

type IndexFile = z.output<typeof fileSchema>;
interface VersionedFile extends IndexFile {
  readonly version: string;
}

/** Upload period of a release, in milliseconds since 1970. */
export type Uploaded = { readonly since: number } | { readonly before: number };

/** Required archive of a package, and its license. */
export type PinnedPackage = Pick<PackageRecord, 'license' | 'file' | 'sha256'>;

/**
 * Finds a Python package in an index (PEP 691), with the license from the metadata beside the file (PEP 658): the
 * platform-independent wheel, else the source distribution, else the first wheel by name.
 *
 * @param pinned the only acceptable file
 * @param uploaded required upload period of its first file (PEP 700)
 * @returns undefined if no release was uploaded then
 * @throws CORPUS_PACKAGE_MISSING, CORPUS_INDEX, CORPUS_INDEX_UNREACHABLE
 */
export async function findOnPypi(
  { name, version }: PackageRequest,
  index: IndexLocation,
  {
    pinned,
    uploaded,
    signal,
  }: {
    readonly pinned?: PinnedPackage | undefined;
    readonly uploaded?: Uploaded | undefined;
    readonly signal?: AbortSignal | undefined;
  },
): Promise<OfferedPackage | undefined> {
  const url = `${index.url}${name}/`;
  const text = await requestText(url, index, {
    accept: JSON_TYPE,
    type: /^application\/vnd\.pypi\.simple\.v1\+json$/,
    signal,
  });
  if (text === undefined) throw missing('pypi', `a package ${name}`, 'no such package', index);
  const { files } = parseAnswer(projectSchema, text, { index, url, standard: 'PEP 691' });
  const versioned = files.flatMap((file): VersionedFile[] => {
    const found = versionOf(file.filename, name);
    return found === undefined ? [] : [{ ...file, version: found }];
  });
  const offered = versioned.filter(({ yanked = false }) => yanked === false);
  const candidates = uploaded === undefined ? offered : uploadedThen(offered, uploaded, url);
  const resolved = version ?? newestStable(candidates.map((file) => file.version));
  if (resolved === undefined && uploaded !== undefined) return undefined;
  if (resolved === undefined) {
    const last = versioned.at(-1);
    const got = last === undefined ? 'no files' : `pre-releases alone, such as ${last.version}`;
    throw missing('pypi', `a release of ${name}`, got, index);
  }
  const ofVersion = versioned.filter((file) => isSameVersion(file.version, resolved));
  const chosen =
    pinned === undefined
      ? chooseFile(ofVersion)
      : ofVersion.find((file) => file.filename === pinned.file && file.hashes.sha256 === pinned.sha256);
  if (chosen === undefined && pinned !== undefined)
    throw missing('pypi', `${pinned.file} with sha256 ${pinned.sha256}`, 'no such file', index);
  if (chosen === undefined) {
    const newest = newestStable(versioned.map((file) => file.version));
    const got = newest === undefined ? 'no such version' : `others up to ${newest}`;
    throw missing('pypi', `${name} ${resolved}`, got, index);
  }
  const hex = chosen.hashes.sha256?.toLowerCase() ?? '';
  if (!SHA256.test(hex)) {
    throw indexError(
      `Expected a sha256 for ${chosen.filename} from ${showUrl(url)}, got none.`,
      'configure another index.',
    );
  }
  return {
    registry: 'pypi',
    name,
    version: chosen.version,
    license: pinned?.license ?? (await readLicense([chosen, ...ofVersion], url, index, signal)),
    file: chosen.filename,
    url: resolveUrl(chosen.url, url),
    hash: { algorithm: 'sha256', hex },
  };
}

/** Returns the files of the releases whose first file was uploaded in this period. */
function uploadedThen(files: readonly VersionedFile[], when: Uploaded, url: string): VersionedFile[] {
  const first = new Map<string, number>();
  for (const { version, 'upload-time': time, filename } of files) {
    const at = Date.parse(time ?? '');
    if (Number.isNaN(at)) {
      throw indexError(
        `Expected the upload time of ${filename} (PEP 700) from ${showUrl(url)}, got none.`,
        'configure another index, or name versions: pypi:NAME==VERSION.',
      );
    }
    first.set(version, Math.min(first.get(version) ?? at, at));
  }
  return files.filter(({ version }) => {
    const at = first.get(version)!;
    return 'since' in when ? at >= when.since : at < when.before;
  });
}

/** Returns the version in `NAME-VERSION-….whl`, `NAME-VERSION.tar.gz` or `.zip`; undefined for other files. */
function versionOf(file: string, name: string): string | undefined {
  const wheel = /^(.+?)-([^-]+)(?:-\d[^-]*)?-[^-]+-[^-]+-[^-]+\.whl$/i.exec(file);
  const [, project, version] = wheel ?? /^(.+)-([^-]+)\.(?:tar\.gz|tgz|zip)$/i.exec(file) ?? [];
  return project !== undefined && normalizePythonName(project) === name ? version : undefined;
}

function chooseFile(files: readonly VersionedFile[]): VersionedFile | undefined {
  const rank = ({ filename }: VersionedFile): number => {
    if (!filename.endsWith('.whl')) return 1;
    return filename.endsWith('-none-any.whl') ? 0 : 2;
  };
  return [...files].sort((a, b) => rank(a) - rank(b) || (a.filename < b.filename ? -1 : 1))[0];
}

/** Reads the license from the metadata beside the first file that has any; null if none has. */
async function readLicense(
  files: readonly VersionedFile[],
  base: string,
  index: IndexLocation,
  signal: AbortSignal | undefined,
): Promise<string | null> {
  const described = files.find((file) => file['core-metadata'] || file['dist-info-metadata']);
  if (described === undefined) return null;
  const url = resolveUrl(`${described.url.replace(/#.*$/, '')}.metadata`, base);
  const text = await requestText(url, index, { accept: '*/*', type: /^/, signal });
  if (text === undefined) return null;
  const hashes = described['core-metadata'] || described['dist-info-metadata'];
  const expected = typeof hashes === 'object' ? hashes.sha256 : undefined;
  const got = createHash('sha256').update(text).digest('hex');
  if (expected !== undefined && expected !== got) {
    throw indexError(
      `Expected ${showUrl(url)} to have sha256 ${expected}, got ${got}.`,
      'try again, or configure another index.',
    );
  }
  const hide = hiderFor(url, index);
  return licenseOf(hide === undefined ? text : hide(text));
}

const LONGEST_NAME = 80;

/**
 * Returns the license in a Python package's core metadata: its SPDX expression (PEP 639), else the older fields in the package's own
 * words; null if they say nothing short.
 */
export function licenseOf(metadata: string): string | null {
  const headers = parseHeaders(metadata);
  const first = (name: string): string | undefined => headers.find(([key]) => key === name)?.[1];
  const expression = first('license-expression');
  if (expression !== undefined && expression !== '') return expression;
  const classifiers = headers
    .filter(([key, value]) => key === 'classifier' && value.startsWith('License :: '))
    .map(([, value]) => value.split(' :: ').at(-1)!)
    .filter((name) => name !== 'OSI Approved');
  const text = first('license');
  const isName = text !== undefined && text !== '' && text.length <= LONGEST_NAME && !text.includes('\n');
  if (isName && text.toUpperCase() !== 'UNKNOWN') return text;
  return classifiers.length > 0 ? classifiers.join(' OR ') : null;
}

/** Parses headers into lower-case name and value; continuation lines are kept as lines. */
function parseHeaders(metadata: string): [string, string][] {
  const headers: [string, string][] = [];
  for (const line of metadata.split(/\r?\n/)) {
    if (line === '') break;
    const last = headers.at(-1);
    if (/^[ \t]/.test(line)) {
      if (last !== undefined) last[1] += `\n${line.trim()}`;
      continue;
    }
    const colon = line.indexOf(':');
    if (colon > 0) headers.push([line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]);
  }
  return headers;
}
