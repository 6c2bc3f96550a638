import { nodeModule } from './host.ts';

/** Flags of V8 by name; true to set one, false to clear it. */
export type V8Flags = Readonly<Record<string, boolean>>;

/**
 * Runs `use` while V8 has these flags, then restores them to what they were, no matter who set them.
 *
 * @throws Error if V8 does not have such a flag or does not let it be set
 */
export function withV8Flags<T>(flags: V8Flags, use: () => T): T {
  const v8 = nodeModule('node:v8');
  if (v8 === undefined) throw new Error('the flags of V8 can be set in Node only');
  // Setting one anyway would end the process.
  if (process.execArgv.some((flag) => /^--freeze[-_]flags[-_]after[-_]init$/.test(flag)))
    throw new Error('the flags of V8 are frozen (--freeze-flags-after-init)');
  const before: [name: string, value: boolean][] = [];
  try {
    for (const [name, value] of Object.entries(flags)) {
      before.push([name, flagValue(v8, name)]);
      setFlag(v8, name, value);
    }
    return use();
  } finally {
    for (const [name, value] of before) setFlag(v8, name, value);
  }
}

type V8 = typeof import('node:v8');

function setFlag(v8: V8, name: string, value: boolean): void {
  v8.setFlagsFromString(`--${value ? '' : 'no-'}${name}`);
}

/**
 * Returns the value of a flag. V8 does not expose it, but has a tag computed from all flags: the value that leaves the tag unchanged is
 * the current one.
 */
function flagValue(v8: V8, name: string): boolean {
  const tag = v8.cachedDataVersionTag();
  const [whenSet, whenNot] = [true, false].map((value) => {
    setFlag(v8, name, value);
    return v8.cachedDataVersionTag();
  });
  const value = whenSet === tag;
  setFlag(v8, name, value);
  if (whenSet === whenNot || v8.cachedDataVersionTag() !== tag)
    throw new Error(`V8 does not report whether its flag --${name} is set`);
  return value;
}
