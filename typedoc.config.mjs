// The documents as pages, with the API from doc comments beside them: `pnpm site` writes them to site/. A warning is an error: an exported
// symbol without a comment, a link that leads nowhere.
import { readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { deflateRawSync } from 'node:zlib';
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
  ['Findings', /^docs\/(?:results|leaderboard|findings\/)/],
  ['Guides', /^(?:docs\/guides|examples)\//],
  ['Packages', /^(?:packages|apps|python)\//],
  ['Documents', /./],
];

/** Returns lines of code with both ends of a bracket marked, above the answer about it, which is live in a frame. */
function figure(text, opener, closer, address) {
  const from = text.lastIndexOf('\n', opener) + 1;
  const to = `${text}\n`.indexOf('\n', closer);
  const marked = [text.slice(from, opener), text[opener], text.slice(opener + 1, closer), text[closer]]
    .map((one) => one.replaceAll('&', '&amp;').replaceAll('<', '&lt;'))
    .map((one, index) => (index % 2 === 0 ? one : `<mark>${one}</mark>`));
  const code = `${marked.join('')}${text.slice(closer + 1, to)}`;
  const lines = code.replaceAll(`\n${/^ */.exec(code)}`, '\n').trim();
  const title = 'Live: how long a minGRU and an LSTM remember this bracket';
  return `<figure class="live"><pre><code>${lines}</code></pre><iframe src="${address.replaceAll('&', '&amp;')}" title="${title}" loading="lazy"></iframe></figure>`;
}

/** Brackets of a text of our own, which their addresses hold. */
const example = readFileSync(join(root, 'docs/findings/explorer.py'), 'utf8');
const packed = deflateRawSync(example, { level: 9 }).toString('base64url');
const [oneLine, severalLines, nested] = [
  /^( *return open)\(.*\)/m,
  /^( *return open)\(\n[^)]*\)/m,
  /^( *return )\[\(.*\]/m,
].map((statement) => {
  const { index, 0: code, 1: before } = matchIn(example, statement);
  const opener = index + before.length;
  const state = { embed: 1, model: 'mingru', beside: 'lstm', opener, text: packed };
  const address = `../explorer.html#${new URLSearchParams(state)}`;
  return figure(example, opener, index + code.length - 1, address);
});

/** Height of a frame: the answer has two columns in a wide one. */
const frameStyle = `
.live{container-type:inline-size;margin:1.2rem 0;border:1px solid #8884;border-radius:6px;overflow:hidden}
.live pre{margin:0;border:0;border-radius:0;white-space:pre-wrap}
.live mark{background:none;color:inherit;box-shadow:0 0 0 1.5px}
.live iframe{display:block;width:100%;height:264px;border:0}
@container (max-width:40rem){.live iframe{height:376px}}
`;

/** Paragraphs of the site alone, which make a figure live: by document, and the heading that they stand before. */
const live = {
  'docs/findings/0001-carried-state.md': [
    '## What was done',
    `Live: how long do two networks keep one bracket?\n\n${severalLines}`,
  ],
  'docs/findings/0002-what-families-track.md': [
    '## What was done',
    'Live: [train an LSTM, a GRU or a minGRU](../explorer.html#view=train) in a page, and see how far back it remembers.',
  ],
  'docs/findings/0003-token-models.md': [
    '## What was done',
    `Live: a minGRU and an LSTM read one call on one line and over several.\n\n${oneLine}\n\n${severalLines}`,
  ],
  'docs/results.md': [
    '## What they do not say',
    `Live: two networks of these families read a call on one line, over several, and a list of tuples.\n\n${oneLine}\n\n${severalLines}\n\n${nested}`,
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

/** Calls documents by their headings, the README but for its package, and lets links to a folder lead to its README. */
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
  converter.on('resolveBegin', ({ project: { documents, files } }) => {
    const readme = documents.find(({ name }) => name === 'Overview');
    files.registerReflectionPath(files.getReflectionPath(readme), readme);
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

/** Rows of the README's table on the first page. */
const results = {
  'an open bracket still shows': 'For how many characters does an open bracket show?',
  'over several': 'If lines break in between?',
  'it decides its closer': 'For how many does it decide which closer comes?',
};

/** Makes the first page: docs/site/index.html, with words and figures of the README as TypeDoc has rendered it, and the explorer's example. */
async function beginWithFigure({ renderer }) {
  const { themeStyle } = await import('./packages/report/dist/internal.js');
  const template = readFileSync(join(root, 'docs/site/index.html'), 'utf8');
  const explorer = readFileSync(join(root, 'site/explorer.html'), 'utf8');
  const text = JSON.parse(matchIn(explorer, /id="text">(.*)<\/script>/)[1]);
  const { opener, distance, note } = JSON.parse(
    readFileSync(join(root, 'packages/models/example.json'), 'utf8'),
  );
  const address = 'explorer.html#embed=1&model=mingru&beside=lstm';
  renderer.on('endPage', (page) => {
    if (page.url !== 'index.html') return;
    const readme = page.contents.replaceAll(/<button.*?<\/button>/g, '');
    const section = (id) => matchIn(readme, new RegExp(`<h2 id="${id}".*?</h2>(.*?)(?=<h2|</div>)`, 's'))[1];
    const [, question, lead] = matchIn(readme, /<p>(How far back .*?\?) (.*?\.)\sEvery/s);
    const [, conditions, table, result, definitions] = matchIn(
      section('a-result'),
      /<p>(.*?)<\/p>\s*<table>(.*)<\/table>\s*<p>(.*?)<\/p>.*<p>(.*)<\/p>/s,
    );
    const cells = (within) =>
      [...matchIn(table, within)[1].matchAll(/<t[hd]>(.*?)<\/t[hd]>/g)].map(([, cell]) => cell);
    const [, ...names] = cells(/<thead>(.*)<\/thead>/s);
    const cards = Object.entries(results).map(([row, title]) => {
      const figures = cells(new RegExp(`<td>${row}</td>(.*?)</tr>`, 's')).map(
        (value, index) =>
          `<div><dt>${names[index]}</dt><dd>${value.replace(/^[^(]+/, '<b>$&</b>')}</dd></div>`,
      );
      return `<article><h3>${title}</h3><dl>${figures.join('')}</dl></article>`;
    });
    const findings = page.project.documents
      .filter(({ frontmatter }) => frontmatter.category === 'Findings')
      .map((one) => `<li><a href="${renderer.router.getFullUrl(one)}">${one.name}</a></li>`);
    const words = {
      theme: `<style>${themeStyle}${frameStyle}</style>`,
      question,
      lead,
      figure: figure(text, opener, opener + distance, address),
      note,
      cards: cards.join('\n'),
      result,
      conditions,
      definitions,
      install: matchIn(section('quick-start'), /<p>.*?<\/pre>/s)[0],
      findings: findings.join('\n'),
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
  // `pnpm site` does: the explorer is there already.
  cleanOutputDir: false,
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
