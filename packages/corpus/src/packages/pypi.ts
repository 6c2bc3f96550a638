import { z } from 'zod';
import {
  normalizePythonName,
  type OfferedPackage,
  type PackageRecord,
  type PackageRequest,
} from './package-request.ts';
import {
  type Asking,
  indexError,
  missing,
  requestJson,
  requestText,
  resolveUrl,
  showUrl,
} from './request.ts';

const fileSchema = z.object({
  filename: z.string().regex(/^[a-z0-9][a-z0-9._+!-]*$/i),
  url: z.string(),
  hashes: z.object({
    sha256: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .optional(),
  }),
  // PEP 700.
  'upload-time': z.string().default(''),
  yanked: z.union([z.boolean(), z.string()]).default(false),
  'core-metadata': z.unknown().optional(),
});
const projectSchema = z.object({ files: z.array(fileSchema) });

interface VersionedFile extends z.output<typeof fileSchema> {
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
  asking: Asking,
  pinned: PinnedPackage | undefined,
  uploaded: Uploaded | undefined,
): Promise<OfferedPackage | undefined> {
  const { index } = asking;
  const url = `${index.url}${name}/`;
  const form = { accept: 'application/vnd.pypi.simple.v1+json', standard: 'PEP 691' };
  const answer = await requestJson(projectSchema, url, asking, form);
  if (answer === undefined) throw missing('pypi', `a package ${name}`, 'no such package', index);
  const files = answer.files.flatMap((file): VersionedFile[] => {
    const found = versionOf(file.filename, name);
    return found === undefined ? [] : [{ ...file, version: found }];
  });
  const offered = files.filter(({ yanked }) => yanked === false);
  const candidates = uploaded === undefined ? offered : uploadedThen(offered, uploaded, url);
  const resolved = version ?? newestStable(candidates.map((file) => file.version));
  if (resolved === undefined && uploaded !== undefined) return undefined;
  if (resolved === undefined)
    throw missing('pypi', `a release of ${name}`, 'no files or pre-releases alone', index);
  const ofVersion = files.filter((file) => sortKey(file.version) === sortKey(resolved));
  const chosen =
    pinned === undefined
      ? chooseFile(ofVersion)
      : ofVersion.find((file) => file.filename === pinned.file && file.hashes.sha256 === pinned.sha256);
  if (chosen === undefined) {
    const expected = pinned === undefined ? resolved : `${resolved} with sha256 ${pinned.sha256}`;
    const newest = newestStable(files.map((file) => file.version)) ?? 'pre-releases';
    throw missing('pypi', `${name} ${expected}`, `others up to ${newest}`, index);
  }
  const { sha256: hex } = chosen.hashes;
  if (hex === undefined) {
    throw indexError(
      `Expected a sha256 for ${chosen.filename} from ${showUrl(url)}, got none.`,
      'configure another index.',
    );
  }
  return {
    registry: 'pypi',
    name,
    version: chosen.version,
    license: pinned?.license ?? (await readLicense([chosen, ...ofVersion], url, asking)),
    file: chosen.filename,
    url: resolveUrl(chosen.url, url),
    hash: { algorithm: 'sha256', hex },
  };
}

/** Returns the files of the releases whose first file was uploaded in this period. */
function uploadedThen(files: readonly VersionedFile[], when: Uploaded, url: string): VersionedFile[] {
  const first = new Map<string, number>();
  for (const { version, 'upload-time': time, filename } of files) {
    const at = Date.parse(time);
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

/** Final releases and post-releases, as PEP 440 spells them. */
const STABLE = /^(?:\d+!)?\d+(?:\.\d+)*(?:\.post\d+)?$/;

/** Returns the newest version that is not a pre-release, if any. */
export function newestStable(versions: readonly string[]): string | undefined {
  const stable = versions.filter((version) => STABLE.test(version));
  return stable.sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1)).at(-1);
}

/** Returns a text that sorts stable versions as PEP 440 does; the same one for `6.1`, `6.1.0` and `6.01`. */
export function sortKey(version: string): string {
  const withEpoch = version.includes('!') ? version : `0!${version}`;
  return withEpoch
    .toLowerCase()
    .replace(/(?:\.0+)+(?!\.?\d)/, '')
    .replace('.post', ' ')
    .replaceAll(/\d+/g, (digits) => digits.padStart(20, '0'));
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
  asking: Asking,
): Promise<string | null> {
  const described = files.find((file) => file['core-metadata']);
  if (described === undefined) return null;
  const url = resolveUrl(`${described.url.replace(/#.*$/, '')}.metadata`, base);
  const answer = await requestText(url, asking, '*/*');
  return answer === undefined ? null : licenseOf(answer.text);
}

/**
 * Returns the license in a Python package's core metadata: its SPDX expression (PEP 639), else the older fields in the package's own
 * words; null if they say nothing short.
 */
export function licenseOf(metadata: string): string | null {
  const [headers = ''] = metadata.replaceAll('\r', '').split('\n\n');
  const expression = /^License-Expression: *(.+)$/im.exec(headers)?.[1];
  // One short line; others are the license's whole text.
  const text = /^License: *(?!UNKNOWN$)(\S.{0,79})$(?!\n[ \t])/im.exec(headers)?.[1];
  const classifiers = [...headers.matchAll(/^Classifier: License :: (?:.* :: )?(.+)$/gim)]
    .map(([, name]) => name)
    .filter((name) => name !== 'OSI Approved');
  return expression ?? text ?? (classifiers.join(' OR ') || null);
}
