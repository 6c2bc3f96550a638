// Makes the leaderboard from leaderboard/NAME.json, each of them one model's answers about the same items. `pnpm leaderboard`:
//
//   node scripts/leaderboard.mjs                       writes docs/leaderboard.md; needs `pnpm build`
//   node scripts/leaderboard.mjs --check               only compares: the page is what the rows make, and every row is sound
//   node scripts/leaderboard.mjs --output PAGE.html    writes the page of the site instead
//   node scripts/leaderboard.mjs add SCORES NAME       makes a row of an evaluation (its folder) or of one model of a comparison (a file
//                                                      below its `documents`); with --again a second one of a model that has a row
//
//   --copies CORPUS  with add: the corpus of the scores; measures which share of the held-out text is in it, too, unless a result says so
//   --rows FOLDER    where the rows are, leaderboard by default
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from './shell.mjs';

const page = join(root, 'docs/leaderboard.md');
/** Row whose items all others must share: the baseline needs no network. */
const REFERENCE = '20-gram';

const { values: options, positionals } = readWords();
const { rows: folder } = options;
const { parseDocumentScores } = await built('eval/dist/comparison/index.js');
const { makeLeaderboardRow, parseLeaderboardRow, requireSameItems } = await built(
  'eval/dist/internal/node.js',
);
const { describeLeaderboard, renderHtml, renderMarkdown } = await built('report/dist/index.js');

try {
  const [action, from, name] = positionals;
  if (action === 'add') await add(from, name);
  else if (action === undefined) await make();
  else throw new Error(`Expected \`add SCORES NAME\`, or no words, got ${action}.`);
} catch (error) {
  console.error(`error: ${error.message}`);
  if (error.hint) console.error(`hint:  ${error.hint}`);
  process.exitCode = error.exitCode ?? 2;
}

function readWords() {
  try {
    return parseArgs({
      options: {
        check: { type: 'boolean', default: false },
        again: { type: 'boolean', default: false },
        output: { type: 'string' },
        copies: { type: 'string' },
        rows: { type: 'string', default: join(root, 'leaderboard') },
      },
      allowPositionals: true,
    });
  } catch (error) {
    console.error(`error: ${error.message}`);
    process.exit(2);
  }
}

async function built(path) {
  return import(join(root, 'packages', path));
}

/** Writes or compares the page. */
async function make() {
  const entries = await readRows();
  const report = describeLeaderboard(entries);
  if (options.output !== undefined) {
    writeFileSync(options.output, await renderHtml(report));
    return;
  }
  const text = renderMarkdown(report);
  if (!options.check) writeFileSync(page, text);
  else if (!existsSync(page) || readFileSync(page, 'utf8') !== text)
    throw new Error(
      `Expected docs/leaderboard.md as the rows make it, got another one: run pnpm leaderboard.`,
    );
  console.log(`leaderboard: ${entries.length} rows`);
}

/** Reads all rows, and those measured again. */
async function readRows() {
  if (!existsSync(folder)) throw new Error(`Expected a folder of rows, got ${folder}, which is not there.`);
  const names = readdirSync(folder).filter((file) => file.endsWith('.json'));
  const reference = await readRow(`${REFERENCE}.json`);
  const entries = names.map(async (file) => {
    const again = join('again', file);
    const isAgain = existsSync(join(folder, again));
    return {
      name: file.slice(0, -'.json'.length),
      row: await readRow(file, reference),
      again: isAgain ? await readRow(again, reference) : undefined,
    };
  });
  return Promise.all(entries);
}

function readRow(file, reference) {
  return about(`leaderboard/${file}`, () => {
    const row = parseLeaderboardRow(readFileSync(join(folder, file), 'utf8'));
    if (reference !== undefined) requireSameItems(row, reference);
    return row;
  });
}

/** Does something with a file, which the message of an error names. */
async function about(file, work) {
  try {
    return await work();
  } catch (error) {
    error.message = `${file}: ${error.message}`;
    throw error;
  }
}

/** Makes a row of the scores that an evaluation or a comparison has written. */
async function add(from, name) {
  if (from === undefined || !/^[\w.-]+$/.test(name ?? ''))
    throw new Error(
      `Expected SCORES and a NAME of letters, digits, dots and dashes, got ${from} and ${name}.`,
    );
  if (!existsSync(from))
    throw new Error(`Expected the folder of an evaluation, got ${from}, which is not there.`);
  const file = statSync(from).isDirectory() ? join(from, 'documents.json') : from;
  const row = await about(file, async () => {
    const scores = parseDocumentScores(readFileSync(file, 'utf8'));
    const { charactersSeen, ...origin } = originOf(scores, dirname(file));
    const contamination = origin.contamination ?? (await measureCopies(scores));
    const model = charactersSeen === undefined ? scores.model : { ...scores.model, charactersSeen };
    const made = makeLeaderboardRow({ ...scores, model }, { ...origin, contamination });
    if (name !== REFERENCE) requireSameItems(made, await readRow(`${REFERENCE}.json`));
    return made;
  });
  const target = join(folder, options.again ? 'again' : '.', `${name}.json`);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, `${JSON.stringify(row)}\n`);
  console.log(`${target}: ${row.pairs.length} documents; pnpm leaderboard makes the page`);
}

async function measureCopies({ corpusSha256 }) {
  if (options.copies === undefined) return undefined;
  const { loadCorpus, measureContamination } = await built('corpus/dist/index.js');
  const corpus = await loadCorpus({ sources: [options.copies] });
  if (corpus.sha256 === corpusSha256) return measureContamination(corpus);
  throw new Error(`Expected a corpus of SHA-256 ${corpusSha256}, got ${corpus.sha256} (${options.copies}).`);
}

/** Commands that made the scores, and what the model is known to have read. */
function originOf({ model, corpusSha256 }, beside) {
  const result = readIfThere(join(beside, 'result.json'));
  const measured = result ?? readIfThere(join(beside, '../comparison.json'));
  const command = measured?.provenance.command ?? 'unknown';
  const contamination = result?.contamination;
  const card = Object.values(readIfThere(join(root, 'packages/models/cards.json'))).find(
    ({ sha256 }) => sha256 === model.sha256,
  );
  if (card !== undefined) {
    const charactersSeen = Number(/maxCharacters=(\d+)/.exec(card.train)[1]);
    const commands = `longrange train ${card.train} && ${command}`;
    return { command: commands, contamination, trainedOn: card.text, charactersSeen };
  }
  const run = readIfThere(join(model.checkpoint, '../../config.json'))?.sessions[0].provenance;
  const training = run === undefined ? '' : `${run.command} && `;
  const trainedOn = run?.corpus.sha256 ?? (model.checkpoint === 'ngram' ? corpusSha256 : null);
  return { command: training + command, contamination, trainedOn };
}

function readIfThere(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}
