// What pnpm asks while it packs.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Packages that hold a native library, as scripts/publish-platforms.mjs there leaves them. */
const platforms = join(import.meta.dirname, 'packages/backend-native/npm');

export const hooks = {
  /** The published backend-native asks for the library of its own version; in the workspace there is none to install. */
  beforePacking(manifest) {
    if (manifest.name !== '@longrange/backend-native' || !existsSync(platforms)) return manifest;
    const names = readdirSync(platforms).sort();
    const optional = names.map((name) => [`${manifest.name}-${name}`, manifest.version]);
    return { ...manifest, optionalDependencies: Object.fromEntries(optional) };
  },
};
