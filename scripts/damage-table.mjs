// How far one slip reaches: damages sound files in one place each and counts how many observations of the text metrics break.
// A metric is fair if one slip breaks about one observation. Makes the tables in docs/calibration.md: for Python, of the standard library and
// of the projects held out; for JavaScript and TypeScript, of these. Needs a build and a package registry; takes half a minute.
//
//   pnpm build && node scripts/damage-table.mjs python|javascript|typescript
import { analyzeDocument, createParser, LANGUAGES, RandomStream } from '../packages/code/dist/index.js';
import { loadCorpus } from '../packages/corpus/dist/index.js';
import {
  measureControlFlow,
  measureDelimiters,
  measureIndentation,
  measureNames,
  measureParse,
  measureStrings,
} from '../packages/eval/dist/metrics/index.js';

/** Number of files that are damaged in each way. */
const FILES = 200;

const language = LANGUAGES.find(({ id }) => id === process.argv[2]);
if (language === undefined)
  throw new Error(`Expected one of ${LANGUAGES.map(({ id }) => id).join(', ')}, got ${process.argv[2]}.`);
const isPython = language.id === 'python';
const metrics = {
  '1 delimiters': measureDelimiters,
  '2 strings': measureStrings,
  ...(isPython ? { '3 indentation': measureIndentation } : {}),
  '4 control flow': measureControlFlow,
  '5 names': (document) => measureNames(document).observations,
  '6 parse': (document) => measureParse(document).observations,
};

const names = Object.keys(metrics);

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
      start: indentStart,
      length: 0,
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
for (const source of [...(isPython ? ['stdlib'] : []), `${language.id}-projects-1`]) {
  const corpus = await loadCorpus({ sources: [source] });
  const splits = ['train', 'validation', 'test', 'projects'].map((name) => corpus.split(name).texts());
  table(source, soundOnes(splits.flat().sort((a, b) => (a.path < b.path ? -1 : 1))));
}
parser.dispose();

/** Returns the documents that parse. */
function soundOnes(documents) {
  return documents.filter((document) => {
    const analyzed = analyzeDocument(document, false, parser);
    const isSound = analyzed.statements.every(({ tree }) => !tree.hasError);
    analyzed.dispose();
    return isSound;
  });
}

function table(source, documents) {
  console.log(
    `\nObservations that break, per file of ${source}, ${documents.length} files: mean (maximum)\n`,
  );
  console.log(`| damage | ${names.join(' | ')} |`);
  console.log(`|---|${names.map(() => '---').join('|')}|`);
  for (const [index, [name, places]] of Object.entries(damages).entries()) {
    const broken = measureDamage(documents, places, 1000 + index);
    console.log(`| ${name} | ${names.map((metric) => cell(broken[metric])).join(' | ')} |`);
  }
}

/** Returns the number of observations of each metric that one slip breaks, for each of the drawn files. */
function measureDamage(documents, places, seed) {
  const random = new RandomStream(seed);
  const pool = documents.slice();
  const broken = Object.fromEntries(names.map((metric) => [metric, []]));
  const countIn = (analyzed, measure) =>
    measure(analyzed).filter(({ outcome }) => outcome === 'broken').length;
  for (let drawn = 0; drawn < FILES && pool.length > 0; ) {
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
