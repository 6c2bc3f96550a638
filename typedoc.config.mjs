// The documents as pages, with the API from doc comments beside them: `pnpm site` writes them to site/. A warning is an error: an exported
// symbol without a comment, a link that leads nowhere.
import { readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { JSX, ReflectionKind } from 'typedoc';
import { themeStyle } from './packages/report/dist/internal.js';
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

/** A text of our own, packed as in addresses of the explorer. */
const example = readFileSync(join(root, 'docs/findings/explorer.py'), 'utf8');
const text = deflateRawSync(example, { level: 9 }).toString('base64url');

/** Returns a bracket of that text and how long a minGRU and an LSTM remember it, live in a frame. */
function frame(statement, folder = '../') {
  const { index, 0: code, 1: before, 2: opener, 3: between, 4: closer } = matchIn(example, statement);
  const state = { embed: 1, model: 'mingru', beside: 'lstm', opener: index + before.length, text };
  const address = `${folder}explorer.html#${new URLSearchParams(state)}`.replaceAll('&', '&amp;');
  const marked = `${before}<mark>${opener}</mark>${between}<mark>${closer}</mark>`;
  const lines = marked.replaceAll(`\n${/^ */.exec(code)}`, '\n').trim();
  const title = 'Live: how long a minGRU and an LSTM remember this bracket';
  return `<figure class="live"><pre><code>${lines}</code></pre><iframe src="${address}" title="${title}" loading="lazy"></iframe></figure>`;
}
const oneLine = /^( *return open)(\()(.*)(\))/m;
const severalLines = /^( *return open)(\()(\n[^)]*)(\))/m;
const nested = /^( *return )(\[)(\(.*)(\])/m;

/** Height of a frame: the answer has two columns in a wide one. */
const frameStyle = `
.live{container-type:inline-size;margin:1.2rem 0;border:1px solid #8884;border-radius:6px;overflow:hidden}
.live pre{margin:0;border:0;border-radius:0;white-space:pre-wrap}
.live mark{background:none;color:inherit;box-shadow:0 0 0 1.5px}
.live iframe{display:block;width:100%;height:252px;border:0}
@container (max-width:40rem){.live iframe{height:376px}}
`;

/** Paragraphs of the site alone, which make a figure live: by document, and the heading that they stand before. */
const live = {
  'docs/findings/0001-carried-state.md': [
    '## What was done',
    `Live: how long do two networks keep one bracket?\n\n${frame(severalLines)}`,
  ],
  'docs/findings/0002-what-families-track.md': [
    '## What was done',
    'Live: [train an LSTM, a GRU or a minGRU](../explorer.html#view=train) in a page, and see how far back it remembers.',
  ],
  'docs/findings/0003-token-models.md': [
    '## What was done',
    `Live: a minGRU and an LSTM read one call on one line and over several.\n\n${frame(oneLine)}\n\n${frame(severalLines)}`,
  ],
  'docs/results.md': [
    '## What they do not say',
    `Live: two networks of these families read a call on one line, over several, and a list of tuples.\n\n${frame(oneLine)}\n\n${frame(severalLines)}\n\n${frame(nested)}`,
  ],
};

/** Returns what a pattern matches in a document. Whoever changes those words is told who needs them. */
function matchIn(text, pattern) {
  const found = pattern.exec(text);
  if (found === null) throw new Error(`Expected ${pattern} in a document, for the site.`);
  return found;
}

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
    document.name = path === join(root, 'README.md') ? 'Overview' : heading.replaceAll('`', '');
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
  const policy =
    "default-src 'self' 'unsafe-inline' data:; object-src 'none'; base-uri 'none'; frame-src 'self'";
  renderer.hooks.on('head.begin', () => [
    JSX.createElement('meta', { 'http-equiv': 'Content-Security-Policy', content: policy }),
    JSX.createElement('link', { rel: 'icon', href: 'data:,' }),
    JSX.createElement('style', null, JSX.createElement(JSX.Raw, { html: frameStyle })),
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

/** Makes the first page: docs/site/index.html, with words and figures of the README as TypeDoc has rendered it. */
function beginWithFigure({ renderer }) {
  const template = readFileSync(join(root, 'docs/site/index.html'), 'utf8');
  const results = readFileSync(join(root, 'docs/results.md'), 'utf8');
  renderer.on('endPage', (page) => {
    if (page.url !== 'index.html') return;
    const readme = page.contents.replaceAll(/<button.*?<\/button>/g, '');
    const section = (id) => matchIn(readme, new RegExp(`<h2 id="${id}".*?</h2>(.*?)(?=<h2|</div>)`, 's'))[1];
    const [, question, lead] = matchIn(readme, /<p>(How far back .*?\?) (.*?\.)\sEvery/s);
    const [, conditions, table, questions] = matchIn(
      section('a-result'),
      /<p>(.*?):<\/p>\s*<table>(.*)<\/table>\s*<p>(.*)<\/p>/s,
    );
    const [names, ...rows] = [...table.matchAll(/<tr>(.*?)<\/tr>/gs)].map(([, row]) =>
      [...row.matchAll(/<t[hd]>(.*?)<\/t[hd]>/g)].map(([, cell]) => cell),
    );
    const figure = (value, index) =>
      `<div><dt>${names[index + 1]}</dt><dd>${value.replace(/^[^(<]+/, '<b>$&</b>')}</dd></div>`;
    const differences = [/\*\*Ranges are not shown to differ.*(?=\.\n)/, /\*\*Bits\*\*.*?p < [\d.]*\d/]
      .map((sentences) => `${matchIn(results, sentences)[0].replace(' < ', '&nbsp;&lt;&nbsp;')}.`)
      .join(' ');
    const words = {
      style: `${themeStyle}${frameStyle}`,
      question,
      lead,
      frame: frame(severalLines, ''),
      results: rows
        .map(
          ([title, ...values]) =>
            `<article><h3>${title}</h3><dl>${values.map(figure).join('')}</dl></article>`,
        )
        .join('\n'),
      differences: differences.replaceAll(/\*\*(.*?)\*\*/g, '<strong>$1</strong>'),
      conditions,
      questions,
      install: matchIn(section('quick-start'), /<p>.*?<\/pre>/s)[0],
      findings: page.project.documents
        .filter(({ frontmatter }) => frontmatter.category === 'Findings')
        .map((one) => `<li><a href="${renderer.router.getFullUrl(one)}">${one.name}</a></li>`)
        .join('\n'),
      further: section('read-on'),
    };
    page.contents = template.replaceAll(/\{\{(\w+)\}\}/g, (_, name) => words[name]);
  });
}

export default {
  name: 'longrange',
  plugin: [nameByPackage, placeDocuments, leadToExplorer, beginWithFigure],
  entryPoints,
  tsconfig: 'tsconfig.json',
  out: 'site',
  readme: 'README.md',
  hideGenerator: true,
  projectDocuments: [
    '{README,ARCHITECTURE,CONTRIBUTING,SECURITY}.md',
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
