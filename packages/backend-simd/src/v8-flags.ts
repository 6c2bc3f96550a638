import { nodeModule } from './host.ts';

/** Flags of V8 by their names, and whether to set them. */
export type V8Flags = Readonly<Record<string, boolean>>;

/**
 * Runs `use` while V8 has these flags; then they are again what they were, by default, on the command line or because somebody set them.
 *
 * @throws Error where V8 does not have such a flag or does not let it be set
 */
export function withV8Flags<T>(flags: V8Flags, use: () => T): T {
  const v8 = nodeModule('node:v8');
  if (v8 === undefined) throw new Error('the flags of V8 can be set in Node only');
  // To set one nevertheless would end the process.
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
 * Whether a flag is set. V8 does not say, but it has a tag made of all flags: the value that leaves the tag as it is is the one that the
 * flag has.
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
