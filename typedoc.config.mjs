// The API documents, from doc comments: `pnpm docs:api` writes them to api-docs/. A warning is an error: an exported symbol without a
// comment, a link that leads nowhere.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ReflectionKind } from 'typedoc';
import { packagesIn } from './scripts/shell.mjs';

/** Sources of what packages publish, but for what they share only with each other. */
const entryPoints = packagesIn('packages').flatMap(({ folder, manifest }) =>
  Object.entries(manifest.exports)
    .filter(([path, conditions]) => conditions.default !== undefined && path !== './internal')
    .map(([, conditions]) => join(folder, conditions['@longrange/source'])),
);

/** Calls modules as programs import them: `eval/src/probes` is `@longrange/eval/probes`. A package's own shows its README, without links into the repository. */
function nameByPackage({ converter }) {
  converter.on('createDeclaration', (_, declaration) => {
    if (!declaration.kindOf(ReflectionKind.Module)) return;
    declaration.name = declaration.name.replace(/^([\w-]+)\/src/, '@longrange/$1');
    const [, folder] = /^@longrange\/([\w-]+)$/.exec(declaration.name) ?? [];
    if (folder === undefined) return;
    const text = readFileSync(join('packages', folder, 'README.md'), 'utf8').replace(/^# .*\n/, '');
    declaration.readme = [{ kind: 'text', text: text.replace(/\[([^\]]+)\]\((?!https?:)[^)]*\)/g, '$1') }];
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
  highlightLanguages: [
    'bash',
    'console',
    'css',
    'html',
    'javascript',
    'json',
    'jsonc',
    'python',
    'rust',
    'sh',
    'toml',
    'tsx',
    'typescript',
    'yaml',
    'ts',
    'js',
  ],
  validation: { notExported: false, invalidLink: true, invalidPath: true, notDocumented: true },
  packagesRequiringDocumentation: packagesIn('packages').map(({ manifest }) => manifest.name),
  requiredToBeDocumented: ['Accessor', 'Class', 'Function', 'Interface', 'Method', 'TypeAlias', 'Variable'],
};
