/** Version with its sort key by PEP 440. */
interface ParsedVersion {
  readonly isPreRelease: boolean;
  /** Parts, the most significant first. */
  readonly key: readonly (readonly number[])[];
}

const VERSION =
  /^v?(?:(?<epoch>\d+)!)?(?<release>\d+(?:\.\d+)*)(?:[-_.]?(?<pre>alpha|beta|preview|pre|a|b|c|rc)[-_.]?(?<preNumber>\d+)?)?(?:-(?<implicitPost>\d+)|(?<post>[-_.]?(?:post|rev|r)[-_.]?(?<postNumber>\d+)?))?(?<dev>[-_.]?dev[-_.]?(?<devNumber>\d+)?)?(?:\+(?<local>[a-z0-9]+(?:[-_.][a-z0-9]+)*))?$/i;

const PHASES: Readonly<Record<string, number>> = { a: 0, alpha: 0, b: 1, beta: 1 };
const RELEASE_CANDIDATE = 2;
const BEFORE_PHASES = -1;
const AFTER_PHASES = 3;

function parseVersion(text: string): ParsedVersion | undefined {
  const parts = VERSION.exec(text.trim())?.groups;
  if (parts === undefined) return undefined;
  const release = parts.release!.split('.').map(Number);
  while (release.length > 1 && release.at(-1) === 0) release.pop();
  const isDev = parts.dev !== undefined;
  const isPost = parts.post !== undefined || parts.implicitPost !== undefined;
  const pre = parts.pre?.toLowerCase();
  // A development release of a final release precedes its alphas; that of an alpha precedes the alpha.
  const bare = isDev && !isPost ? BEFORE_PHASES : AFTER_PHASES;
  const phase = pre === undefined ? bare : (PHASES[pre] ?? RELEASE_CANDIDATE);
  return {
    isPreRelease: pre !== undefined || isDev,
    key: [
      [Number(parts.epoch ?? 0)],
      release,
      [phase, Number(parts.preNumber ?? 0)],
      isPost ? [1, Number(parts.implicitPost ?? parts.postNumber ?? 0)] : [0],
      isDev ? [0, Number(parts.devNumber ?? 0)] : [1],
      parts.local === undefined ? [0] : [1],
    ],
  };
}

/** Returns the newest version that is not a pre-release, if any; versions that PEP 440 does not allow are skipped. */
export function newestStable(versions: readonly string[]): string | undefined {
  const stable = versions.flatMap((version) => {
    const parsed = parseVersion(version);
    return parsed === undefined || parsed.isPreRelease ? [] : [{ version, key: parsed.key }];
  });
  return stable.reduce<(typeof stable)[number] | undefined>(
    (best, one) => (best === undefined || compareKeys(one.key, best.key) > 0 ? one : best),
    undefined,
  )?.version;
}

/** Returns true for two spellings of one version: `6.1` and `6.1.0`, `1.0rc1` and `1.0.RC1`. */
export function isSameVersion(a: string, b: string): boolean {
  const [left, right] = [parseVersion(a), parseVersion(b)];
  if (left === undefined || right === undefined) return a === b;
  const local = (version: string): string => version.split('+')[1]?.toLowerCase() ?? '';
  return compareKeys(left.key, right.key) === 0 && local(a) === local(b);
}

function compareKeys(a: ParsedVersion['key'], b: ParsedVersion['key']): number {
  for (const [index, part] of a.entries()) {
    const other = b[index]!;
    for (let i = 0; i < Math.max(part.length, other.length); i++) {
      const difference = (part[i] ?? 0) - (other[i] ?? 0);
      if (difference !== 0) return difference;
    }
  }
  return 0;
}
