// The documents as pages, with the API from doc comments beside them: `pnpm site` writes them to site/. A warning is an error: an exported
// symbol without a comment, a link that leads nowhere.
import { readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { JSX, ReflectionKind } from 'typedoc';
import { packagesIn, root } from './scripts/shell.mjs';

/** Sources of what packages publish, but for what they share only with each other. */
const entryPoints = packagesIn('packages').flatMap(({ folder, manifest }) =>
  Object.entries(manifest.exports)
    .filter(([path, conditions]) => conditions.default !== undefined && !path.startsWith('./internal'))
    .map(([, conditions]) => join(folder, conditions['@longrange/source'])),
);

/** Headings of the navigation, and the documents below each. */
const categories = [
  ['Findings', /^docs\/(?:results|findings\/)/],
  ['Guides', /^(?:docs\/guides|examples)\//],
  ['Packages', /^(?:packages|apps|python)\//],
  ['Documents', /./],
];

/** The text that the explorer of the site begins with, and places of openers in it. */
const example = readFileSync(join(root, 'docs/findings/explorer.py'), 'utf8');
const [oneLine, severalLines, nested] = [
  '(self.path, name or',
  '(\n            self.path',
  '[(name, self',
].map((words) => {
  if (!example.includes(words)) throw new Error(`Expected ${words} in docs/findings/explorer.py.`);
  return example.indexOf(words);
});
const explorer = (state) => `../explorer.html#${new URLSearchParams(state)}`;
const ask = (opener) => explorer({ model: 'mingru', beside: 'lstm', opener });

/** Paragraphs of the site alone, which make a figure live: by document, and the heading that they stand before. */
const live = {
  'docs/findings/0001-carried-state.md': [
    '## What was done',
    `Live: [how long do two networks keep one bracket](${ask(oneLine)}), step by step, and with more and more text between?`,
  ],
  'docs/findings/0002-what-families-track.md': [
    '## What was done',
    `Live: [train an LSTM, a GRU or a minGRU](${explorer({ view: 'train' })}) in a page, and see how far back it remembers.`,
  ],
  'docs/findings/0003-token-models.md': [
    '## What was done',
    `Live: a minGRU and an LSTM read one call [on one line](${ask(oneLine)}) and [over several](${ask(severalLines)}).`,
  ],
  'docs/results.md': [
    '## What they do not say',
    `Live: two of these networks read a call [on one line](${ask(oneLine)}), [over several](${ask(severalLines)}), and [a list of tuples](${ask(nested)}).`,
  ],
};

/** Calls modules as programs import them: `eval/src/probes` is `@longrange/eval/probes`. */
function nameByPackage({ converter }) {
  converter.on('createDeclaration', (_, declaration) => {
    if (!declaration.kindOf(ReflectionKind.Module)) return;
    declaration.name = declaration.name.replace(/^([\w-]+)\/src/, '@longrange/$1');
  });
}

/** Calls documents by their headings, and lets links to a folder lead to its README. The page of the root's has a heading of its own. */
function placeDocuments({ converter }) {
  // A browser shows text, but saves sources.
  converter.on('createProject', (_, { files }) => {
    const nameOf = files.getName.bind(files);
    files.getName = (id) => {
      const name = nameOf(id)?.replace(/\.(?:[jt]s|mjs|yaml)$/, '$&.txt');
      if (name !== undefined) files.names.set(id, name);
      return name;
    };
  });
  converter.on('resolveBegin', ({ project: { readme } }) => {
    readme[0].text = readme[0].text.replace(/^# .*\n/, '');
  });
  converter.on('createDocument', (_, document) => {
    const { files } = document.project;
    const path = files.getReflectionPath(document);
    const [, heading] = /^# (.*)$/m.exec(document.content[0].text);
    document.name = heading.replaceAll('`', '');
    document.frontmatter.category = categories.find(([, paths]) => paths.test(relative(root, path)))[0];
    if (basename(path) === 'README.md') files.registerReflectionPath(dirname(path), document);
    const [before, words] = live[relative(root, path)] ?? [];
    if (before === undefined) return;
    const part = document.content.find(({ text }) => text.includes(`\n${before}\n`));
    part.text = part.text.replace(`\n${before}\n`, () => `\n${words}\n\n${before}\n`);
  });
}

/** Lets every page lead to the explorer, and ask nobody else for anything. */
function leadToExplorer({ renderer }) {
  const policy = "default-src 'self' 'unsafe-inline' data:; object-src 'none'; base-uri 'none'";
  renderer.hooks.on('head.begin', () => [
    JSX.createElement('meta', { 'http-equiv': 'Content-Security-Policy', content: policy }),
    JSX.createElement('link', { rel: 'icon', href: 'data:,' }),
  ]);
  const link = (context) =>
    JSX.createElement(
      'p',
      null,
      JSX.createElement(
        'a',
        { href: context.relativeURL('explorer.html') },
        'See a network remember: the explorer',
      ),
    );
  renderer.hooks.on('sidebar.begin', link);
  renderer.hooks.on('content.begin', (context) => (context.page.model.isProject() ? link(context) : null));
}

export default {
  name: 'longrange',
  plugin: [nameByPackage, placeDocuments, leadToExplorer],
  entryPoints,
  tsconfig: 'tsconfig.json',
  out: 'site',
  readme: 'README.md',
  hideGenerator: true,
  projectDocuments: [
    '{ARCHITECTURE,CONTRIBUTING,SECURITY}.md',
    'docs/**/*.md',
    'examples/**/*.md',
    '{packages,apps}/*/README.md',
    'python/README.md',
  ],
  // The types are checked by `pnpm typecheck`.
  skipErrorChecking: true,
  excludePrivate: true,
  categorizeByGroup: false,
  defaultCategory: 'API',
  categoryOrder: ['Documents', 'Findings', 'Guides', 'Packages', 'API'],
  navigation: { includeCategories: true, includeGroups: false, includeFolders: false },
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
