const VERSION =
  /^v?(?:(?<epoch>\d+)!)?(?<release>\d+(?:\.\d+)*)(?:[-_.]?(?<pre>alpha|beta|preview|pre|a|b|c|rc)[-_.]?(?<preNumber>\d+)?)?(?:-(?<implicitPost>\d+)|(?<post>[-_.]?(?:post|rev|r)[-_.]?(?<postNumber>\d+)?))?(?<dev>[-_.]?dev[-_.]?(?<devNumber>\d+)?)?(?:\+(?<local>[a-z0-9]+(?:[-_.][a-z0-9]+)*))?$/i;

const PHASES: Readonly<Record<string, string>> = { alpha: 'a', beta: 'b', c: 'rc', pre: 'rc', preview: 'rc' };

/** Parses a version according to PEP 440; undefined if it is not valid. */
function parseVersion(text: string) {
  const parts = VERSION.exec(text.trim())?.groups;
  if (parts === undefined) return undefined;
  const release = parts.release!.split('.').map(Number);
  while (release.length > 1 && release.at(-1) === 0) release.pop();
  const pre = parts.pre?.toLowerCase();
  const post = parts.post === undefined ? parts.implicitPost : (parts.postNumber ?? 0);
  // Parts of the sort key of a final release, the most significant first.
  const key = [
    [Number(parts.epoch ?? 0)],
    release,
    [Number(post ?? -1)],
    [parts.local === undefined ? 0 : 1],
  ];
  const phase = pre && [PHASES[pre] ?? pre, Number(parts.preNumber ?? 0)];
  const dev = parts.dev && Number(parts.devNumber ?? 0);
  const spelling = JSON.stringify([key, phase, dev, parts.local?.toLowerCase()]);
  return { isPreRelease: pre !== undefined || dev !== undefined, key, spelling };
}

/** Returns the newest version that is not a pre-release, if any; versions that PEP 440 does not allow are skipped. */
export function newestStable(versions: readonly string[]): string | undefined {
  const stable = versions.flatMap((version) => {
    const parsed = parseVersion(version);
    return parsed === undefined || parsed.isPreRelease ? [] : [{ version, key: parsed.key }];
  });
  const [first, ...others] = stable;
  return others.reduce((best, one) => (compareKeys(one.key, best!.key) > 0 ? one : best), first)?.version;
}

/** Returns true for two spellings of one version: `6.1` and `6.1.0`, `1.0rc1` and `1.0.RC1`. */
export function isSameVersion(a: string, b: string): boolean {
  const [left, right] = [parseVersion(a), parseVersion(b)];
  return left === undefined || right === undefined ? a === b : left.spelling === right.spelling;
}

function compareKeys(a: readonly number[][], b: readonly number[][]): number {
  for (const [index, part] of a.entries()) {
    const other = b[index]!;
    for (let i = 0; i < Math.max(part.length, other.length); i++) {
      const difference = (part[i] ?? 0) - (other[i] ?? 0);
      if (difference !== 0) return difference;
    }
  }
  return 0;
}
