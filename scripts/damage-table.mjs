// How far one slip reaches: damages sound files in one place each and counts how many observations of the text metrics break.
// A metric is fair if one slip breaks about one observation. Makes the tables in docs/calibration.md with a seed: for Python, of the
// standard library and of twelve packages; for JavaScript and TypeScript, of npm packages. Needs a build and a package registry, for
// Python also python3 with pip; takes four minutes.
//
//   pnpm build && node scripts/damage-table.mjs [--language python|javascript|typescript] [--files 200] [--seed 1] [--folder FOLDER]
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fetchNpmPackages, run, sourcesIn } from './shell.mjs';

const { values } = parseArgs({
  options: {
    language: { type: 'string', default: 'python' },
    files: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    /** Folder of unpacked npm packages, instead of those below. */
    folder: { type: 'string' },
  },
});
const [files, seed] = [Number(values.files), Number(values.seed)];

const { analyzeDocument, createParser, javascript, python, RandomStream, typescript } = await import(
  '../packages/code/dist/index.js'
);
const language = { javascript, python, typescript }[values.language];
const {
  measureControlFlow,
  measureDelimiters,
  measureIndentation,
  measureNames,
  measureParse,
  measureStrings,
} = await import('../packages/eval/dist/metrics/index.js');
const { loadCorpus } = await import('../packages/corpus/dist/index.js');

const isPython = language === python;
const metrics = {
  '1 delimiters': measureDelimiters,
  '2 strings': measureStrings,
  ...(isPython ? { '3 indentation': measureIndentation } : {}),
  '4 control flow': measureControlFlow,
  '5 names': (document) => measureNames(document).observations,
  '6 parse': (document) => measureParse(document).observations,
};

const names = Object.keys(metrics);

/** Packages in pure Python by many authors. */
const PACKAGES = [
  ...['attrs==26.1.0', 'click==8.4.0', 'docutils==0.19', 'flask==3.1.3', 'jinja2==3.1.6', 'networkx==3.6.1'],
  ...['pydantic==2.13.4', 'pygments==2.20.0', 'pytest==9.2.0', 'requests==2.34.2', 'urllib3==2.7.0'],
  'werkzeug==3.1.8',
];

/** Packages that ship their sources. */
const NPM_PACKAGES = {
  javascript: ['three@0.187.0', 'webpack@5.113.0', 'ol@10.11.0'],
  typescript: [
    '@blueprintjs/core@6.20.0',
    'fabric@7.4.0',
    'hls.js@1.7.4',
    'langium@4.4.0',
    'rxjs@7.8.2',
    'zod@4.6.7',
  ],
};

/** A name that occurs in none of the files. */
const PLANTED = 'zyxwvu';

const inCode = ({ barrier, event }) => !barrier && event === 'matched';
const remove = (start, length) => ({ start, length, put: '' });

/** Kinds of damage: each returns, as edits, the places of a sound file at which it is possible. */
const damages = {
  'nothing (undamaged)': () => [remove(0, 0)],
  'a closer deleted': ({ lexical }) => lexical.delimiters.filter(inCode).map(({ end }) => remove(end, 1)),
  'a closer swapped': ({ lexical }) =>
    lexical.delimiters
      .filter(inCode)
      .map(({ end, type }) => ({ start: end, length: 1, put: type === '()' ? ']' : ')' })),
  'a quote deleted': ({ lexical }) =>
    lexical.strings.filter(({ multiLine }) => !multiLine).map(({ end }) => remove(end - 1, 1)),
  ...(isPython ? pythonDamages() : damagesOfBraces()),
};

function pythonDamages() {
  return {
    'a """ deleted': ({ lexical }) =>
      lexical.strings.filter(({ multiLine }) => multiLine).map(({ end }) => remove(end - 3, 3)),
    'a colon deleted': ({ lexical, text }) =>
      lexical.lines
        .filter(({ opensBlock }) => opensBlock)
        .flatMap(({ first, end }) => {
          // Not if a comment follows, which may contain a colon.
          const colon = text.slice(first, end).trimEnd();
          return colon.endsWith(':') ? [remove(first + colon.length - 1, 1)] : [];
        }),
    'a space less': ({ lexical, text }) =>
      lexical.lines.filter(({ first }) => text[first - 1] === ' ').map(({ first }) => remove(first - 1, 1)),
    'a space more': ({ lexical }) =>
      lexical.lines
        .filter(({ first, indentStart }) => first > indentStart)
        .map(({ first }) => ({ start: first, length: 0, put: ' ' })),
    'a name inserted': ({ lexical, text }) =>
      lexical.lines.flatMap(({ first, indentStart, role }, index) => {
        if (role === 'clause' || lexical.lines[index - 1]?.role === 'decorator') return [];
        return [{ start: indentStart, length: 0, put: `${text.slice(indentStart, first)}${PLANTED}\n` }];
      }),
  };
}

function damagesOfBraces() {
  // Statements alone on a line in a function, where any statement is allowed.
  const statements = ({ lexical }) =>
    lexical.lines.filter(
      ({ first, indentStart, role, keyword }, index) =>
        role === 'statement' &&
        keyword === null &&
        first > indentStart &&
        lexical.lines[index - 1]?.keyword === 'function',
    );
  const insert = (put) => (document) =>
    statements(document).map(({ first, indentStart }) => ({
      ...{ start: indentStart, length: 0 },
      put: `${document.text.slice(indentStart, first)}${put}\n`,
    }));
  return {
    'a backtick deleted': ({ lexical, text }) =>
      lexical.strings.filter(({ start }) => text[start] === '`').map(({ end }) => remove(end - 1, 1)),
    'an opener deleted': ({ lexical }) =>
      lexical.delimiters.filter(inCode).map(({ opener }) => remove(opener, 1)),
    'a semicolon deleted': ({ lexical, text }) =>
      lexical.lines.filter(({ end }) => text[end - 1] === ';').map(({ end }) => remove(end - 1, 1)),
    'a name inserted': insert(`${PLANTED};`),
    'an else inserted': insert('else {}'),
    'a break inserted': insert('break;'),
    'a catch deleted': ({ lexical, text }) =>
      lexical.lines
        .filter(({ first, keyword }) => keyword === 'catch' && text.startsWith('catch', first))
        .map(({ first }) => remove(first, 5)),
  };
}

const parser = await createParser(language);
if (isPython) tables('the standard library', soundOnes(await readCorpus(['stdlib'])));
const workplace = mkdtempSync(join(tmpdir(), 'longrange-damage-'));
try {
  tables('packages', soundOnes(isPython ? await readWheels() : readPackages()));
} finally {
  rmSync(workplace, { recursive: true, force: true });
}
parser.dispose();

async function readWheels() {
  const download = ['-m', 'pip', 'download', '--quiet', '--disable-pip-version-check', '--no-deps'];
  run('python3', [...download, '--only-binary', ':all:', '--dest', workplace, ...PACKAGES]);
  const wheels = readdirSync(workplace).sort();
  return readCorpus(wheels.map((name) => join(workplace, name)));
}

function readPackages() {
  if (values.folder === undefined) fetchNpmPackages(NPM_PACKAGES[values.language], workplace);
  const folder = values.folder ?? workplace;
  return sourcesIn(folder, language.fileExtensions).map((path) => ({
    path,
    text: readFileSync(join(folder, path), 'utf8'),
  }));
}

async function readCorpus(sources) {
  const corpus = await loadCorpus({ sources });
  return ['train', 'validation', 'test']
    .flatMap((name) => corpus.split(name).texts())
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Returns the documents that parse. */
function soundOnes(documents) {
  return documents.filter((document) => {
    const analyzed = analyzeDocument(document, false, parser);
    const isSound = analyzed.statements.every(({ tree }) => !tree.hasError);
    analyzed.dispose();
    return isSound;
  });
}

function tables(label, documents) {
  console.error(`${label}: ${documents.length} files, ${files} drawn for each damage, seed ${seed}`);
  console.log(`\nObservations that break, per file of ${label}: mean (maximum)\n`);
  console.log(`| damage | ${names.join(' | ')} |`);
  console.log(`|---|${names.map(() => '---').join('|')}|`);
  for (const [index, [name, places]] of Object.entries(damages).entries()) {
    const broken = measureDamage(documents, places, seed * 1000 + index);
    console.log(`| ${name} | ${names.map((metric) => cell(broken[metric])).join(' | ')} |`);
  }
}

/** Returns the number of observations of each metric that one slip breaks, for each of the drawn files. */
function measureDamage(documents, places, ownSeed) {
  const random = new RandomStream(ownSeed);
  const pool = documents.slice();
  const broken = Object.fromEntries(names.map((metric) => [metric, []]));
  const countIn = (analyzed, measure) =>
    measure(analyzed).filter(({ outcome }) => outcome === 'broken').length;
  for (let drawn = 0; drawn < files && pool.length > 0; ) {
    const [document] = pool.splice(random.nextInteger(pool.length), 1);
    const sound = analyzeDocument(document, false, parser);
    const edits = places(sound);
    if (edits.length > 0) {
      drawn++;
      const { start, length, put } = edits[random.nextInteger(edits.length)];
      const text = document.text.slice(0, start) + put + document.text.slice(start + length);
      const damaged = analyzeDocument({ path: document.path, text }, false, parser);
      for (const [metric, measure] of Object.entries(metrics))
        broken[metric].push(countIn(damaged, measure) - countIn(sound, measure));
      damaged.dispose();
    }
    sound.dispose();
  }
  return broken;
}

function cell(values) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const most = values.reduce((max, value) => Math.max(max, value), 0);
  return mean === 0 && most === 0 ? '0' : `${mean.toFixed(2)} (${most})`;
}
