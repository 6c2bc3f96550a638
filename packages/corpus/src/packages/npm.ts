import { z } from 'zod';
import type { IndexLocation } from './index-config.ts';
import { npmArchive, type OfferedPackage, type PackageRequest } from './package-request.ts';
import type { PinnedPackage } from './pypi.ts';
import {
  checkAnswer,
  indexError,
  missing,
  parseAnswer,
  requestText,
  resolveUrl,
  showUrl,
} from './request.ts';

const versionSchema = z.object({
  version: z.string().regex(/^[a-z0-9.+-]+$/i),
  license: z.unknown().optional(),
  licenses: z.unknown().optional(),
  dist: z.object({ tarball: z.string(), integrity: z.string().optional(), shasum: z.string().optional() }),
});
const packageSchema = z.object({
  'dist-tags': z.record(z.string(), z.string()).default({}),
  // Only the wanted one is validated: there may be thousands, old ones in odd shapes.
  versions: z.record(z.string(), z.unknown()),
});

const STABLE = /^(\d+)\.(\d+)\.(\d+)(?:\+.*)?$/;
/** Strongest first. */
const ALGORITHMS = ['sha512', 'sha384', 'sha256', 'sha1'] as const;

/**
 * Finds the archive and license of an npm package in a registry.
 *
 * @param pinned the only acceptable archive
 * @throws CORPUS_PACKAGE_MISSING, CORPUS_INDEX, CORPUS_INDEX_UNREACHABLE
 */
export async function findOnNpm(
  { name, version }: PackageRequest,
  index: IndexLocation,
  {
    pinned,
    signal,
  }: { readonly pinned?: PinnedPackage | undefined; readonly signal?: AbortSignal | undefined },
): Promise<OfferedPackage> {
  const url = `${index.url}${name.replace('/', '%2f')}`;
  const text = await requestText(url, index, { accept: 'application/json', type: /\bjson$/, signal });
  if (text === undefined) throw missing('npm', `a package ${name}`, 'no such package', index);
  const context = { index, url, standard: "npm's registry" };
  const { 'dist-tags': tags, versions } = parseAnswer(packageSchema, text, context);
  const resolved = version ?? newest(tags.latest, Object.keys(versions));
  if (resolved === undefined) throw missing('npm', `a release of ${name}`, 'pre-releases alone', index);
  const found = Object.hasOwn(versions, resolved) ? versions[resolved] : undefined;
  if (found === undefined)
    throw missing('npm', `${name} ${resolved}`, `others up to ${tags.latest ?? '?'}`, index);
  const { dist, license, licenses } = checkAnswer(versionSchema, found, context);
  const hash: OfferedPackage['hash'] | undefined =
    pinned === undefined ? hashOf(dist.integrity, dist.shasum) : { algorithm: 'sha256', hex: pinned.sha256 };
  if (hash === undefined) {
    throw indexError(
      `Expected the integrity of ${name} ${resolved} from ${showUrl(url)}, got none.`,
      'configure another registry.',
    );
  }
  return {
    registry: 'npm',
    name,
    version: resolved,
    license: pinned?.license ?? licenseText(license) ?? licenseText(licenses),
    file: npmArchive(name, resolved),
    url: resolveUrl(dist.tarball, url),
    hash,
  };
}

/** Returns the version that npm installs, unless it is a pre-release; else the highest version that is not. */
function newest(latest: string | undefined, versions: readonly string[]): string | undefined {
  if (latest !== undefined && STABLE.test(latest)) return latest;
  const stable = versions.flatMap((version) => {
    const parts = STABLE.exec(version)?.slice(1).map(Number);
    return parts === undefined ? [] : [{ version, parts }];
  });
  const [highest] = stable.sort(
    ({ parts: a }, { parts: b }) => b[0]! - a[0]! || b[1]! - a[1]! || b[2]! - a[2]!,
  );
  return highest?.version;
}

/** Returns the strongest hash in `sha512-BASE64 …` (Subresource Integrity), else the older SHA-1. */
function hashOf(integrity = '', shasum = ''): OfferedPackage['hash'] | undefined {
  const parts = integrity.split(/\s+/).map((part) => part.split('?')[0]!.split('-', 2));
  for (const algorithm of ALGORITHMS) {
    const [, base64] = parts.find(([name]) => name === algorithm) ?? [];
    if (base64) return { algorithm, hex: Buffer.from(base64, 'base64').toString('hex') };
  }
  return /^[0-9a-f]{40}$/.test(shasum) ? { algorithm: 'sha1', hex: shasum } : undefined;
}

/** Reads `license`: an SPDX expression, or in old packages an object with a `type`, or a list of these. */
function licenseText(value: unknown): string | null {
  return [value].flat().flatMap(licenseName).join(' OR ') || null;
}

function licenseName(value: unknown): string[] {
  const { type = value } = (value ?? {}) as { readonly type?: unknown };
  return typeof type === 'string' && type !== '' ? [type] : [];
}
