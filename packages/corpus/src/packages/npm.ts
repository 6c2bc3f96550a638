import { z } from 'zod';
import { npmArchive, type OfferedPackage, type PackageRequest } from './package-request.ts';
import type { PinnedPackage } from './pypi.ts';
import {
  type Asking,
  checkAnswer,
  indexError,
  missing,
  requestJson,
  resolveUrl,
  showUrl,
} from './request.ts';

const versionSchema = z.object({
  /** An SPDX expression; in old packages an object. */
  license: z
    .union([z.string(), z.object({ type: z.string() }).transform(({ type }) => type)])
    .nullable()
    .catch(null),
  dist: z.object({ tarball: z.string(), integrity: z.string().default('') }),
});
const packageSchema = z.object({
  'dist-tags': z.object({ latest: z.string().regex(/^\d[a-z0-9.+-]*$/i) }),
  // Only the wanted one is validated: there may be thousands, old ones in odd shapes.
  versions: z.record(z.string(), z.unknown()),
});
const standard = "npm's registry";

/**
 * Finds the archive and license of an npm package in a registry; without a version, the one that npm installs.
 *
 * @param pinned the only acceptable archive
 * @throws CORPUS_PACKAGE_MISSING, CORPUS_INDEX, CORPUS_INDEX_UNREACHABLE
 */
export async function findOnNpm(
  { name, version }: PackageRequest,
  asking: Asking,
  pinned: PinnedPackage | undefined,
): Promise<OfferedPackage> {
  const { index } = asking;
  const url = `${index.url}${name.replace('/', '%2f')}`;
  const answer = await requestJson(packageSchema, url, asking, { accept: 'application/json', standard });
  if (answer === undefined) throw missing('npm', `a package ${name}`, 'no such package', index);
  const { latest } = answer['dist-tags'];
  const resolved = version ?? latest;
  const found = Object.hasOwn(answer.versions, resolved) ? answer.versions[resolved] : undefined;
  if (found === undefined) throw missing('npm', `${name} ${resolved}`, `others up to ${latest}`, index);
  const { dist, license } = checkAnswer(versionSchema, found, url, standard);
  return {
    registry: 'npm',
    name,
    version: resolved,
    license: pinned?.license ?? license,
    file: npmArchive(name, resolved),
    url: resolveUrl(dist.tarball, url),
    hash: pinned === undefined ? hashOf(dist.integrity, url) : { algorithm: 'sha256', hex: pinned.sha256 },
  };
}

/** Returns the hash in `sha512-BASE64` (Subresource Integrity). @throws CORPUS_INDEX */
function hashOf(integrity: string, url: string): OfferedPackage['hash'] {
  const base64 = /(?:^|\s)sha512-([\w+/=]+)/.exec(integrity)?.[1];
  if (base64 !== undefined)
    return { algorithm: 'sha512', hex: Buffer.from(base64, 'base64').toString('hex') };
  throw indexError(
    `Expected an archive's integrity (sha512) from ${showUrl(url)}, got none.`,
    'configure another registry.',
  );
}
