// The API documents, from doc comments: `pnpm docs:api` writes them to api-docs/. A warning is an error: an exported symbol without a
// comment, a link that leads nowhere.
import { join } from 'node:path';
import { ReflectionKind } from 'typedoc';
import { packagesIn } from './scripts/shell.mjs';

/** Sources of what packages publish, but for what they share only with each other. */
const entryPoints = packagesIn('packages').flatMap(({ folder, manifest }) =>
  Object.entries(manifest.exports)
    .filter(([path, conditions]) => conditions.default !== undefined && path !== './internal')
    .map(([, conditions]) => join(folder, conditions['@longrange/source'])),
);

/** Calls modules as programs import them: `eval/src/probes` is `@longrange/eval/probes`. */
function nameByPackage({ converter }) {
  converter.on('createDeclaration', (_, declaration) => {
    if (declaration.kindOf(ReflectionKind.Module))
      declaration.name = declaration.name.replace(/^([\w-]+)\/src/, '@longrange/$1');
  });
}

export default {
  name: 'longrange',
  plugin: [nameByPackage],
  entryPoints,
  tsconfig: 'tsconfig.json',
  out: 'api-docs',
  readme: 'none',
  projectDocuments: ['docs/guides/!(README).md', 'examples/node/eval.md'],
  // The types are checked by `pnpm typecheck`.
  skipErrorChecking: true,
  excludePrivate: true,
  kindSortOrder: ['Document', 'Module', 'Function', 'Class', 'Interface', 'TypeAlias', 'Variable'],
  groupOrder: ['Functions', '*'],
  disableSources: true,
  treatWarningsAsErrors: true,
  treatValidationWarningsAsErrors: true,
  validation: { notExported: false, invalidLink: true, invalidPath: true, notDocumented: true },
  packagesRequiringDocumentation: packagesIn('packages').map(({ manifest }) => manifest.name),
  requiredToBeDocumented: ['Accessor', 'Class', 'Function', 'Interface', 'Method', 'TypeAlias', 'Variable'],
};
