// What pnpm asks while it packs.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Packages that hold a native library, as scripts/publish-platforms.mjs there leaves them. */
const platforms = join(import.meta.dirname, 'packages/backend-native/npm');

export const hooks = {
  /** The published backend-native asks for the library of its own version; in the workspace there is none to install. */
  beforePacking(manifest, folder) {
    refuseUnbuilt(manifest, folder);
    if (manifest.name !== '@longrange/backend-native' || !existsSync(platforms)) return manifest;
    const names = readdirSync(platforms).sort();
    const optional = names.map((name) => [`${manifest.name}-${name}`, manifest.version]);
    return { ...manifest, optionalDependencies: Object.fromEntries(optional) };
  },
};

/** Throws unless the code and the types that users of a package get are there. */
function refuseUnbuilt({ name, exports = {}, bin = {} }, folder) {
  const missing = filesIn([exports, bin]).filter((file) => !existsSync(join(folder, file)));
  if (missing.length > 0)
    throw new Error(`Expected ${missing.join(', ')} in ${name}, got none: run \`pnpm build\` first.`);
}

/** Files that a tree of `exports` or `bin` names. */
const filesIn = (tree) => (typeof tree === 'string' ? [tree] : Object.values(tree).flatMap(filesIn));
