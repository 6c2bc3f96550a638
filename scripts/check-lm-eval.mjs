// Checks longrange with lm-evaluation-harness. It finds, loads and tabulates the results of a text and of a model that `eval --format lm-eval`
// writes; and with `eval --format lm-eval-task` it gives the same verdicts on minimal pairs as longrange, pair by pair, for a model of bytes,
// where a text has one tokenization. Needs python3 with a package registry.
//
//   pnpm build && node scripts/check-lm-eval.mjs
import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cli, expectEqual, expectText, root, run, runChecks } from './shell.mjs';

const { fromTokenModel, parseResult, toLmEval } = await import('../packages/eval/dist/index.js');
const { pairCurves, scorePairs } = await import('../packages/eval/dist/internal.js');
const { lmEvalFileName, openPiped, Pipe } = await import('../packages/eval/dist/internal/node.js');
const { askSequences } = await import('../packages/llama/dist/index.js');

const PACKAGES = ['torch==2.6.0', 'transformers==5.24.0', 'lm-eval[hf]==0.4.13'];

/** Threads that wait by spinning would slow down a small model. */
const environment = { OMP_NUM_THREADS: '1' };
/** One in so many pairs is compared with ours. */
const COMPARED = 5;

await runChecks('lm-evaluation-harness', async ({ check, at, install }) => {
  const python = await install('it', PACKAGES);
  const evaluate = (name, words) => {
    run(process.execPath, [cli, 'eval', ...words, '--output', at(name)]);
    return at(name, readdirSync(at(name))[0]);
  };
  const expectTasks = (folder, tasks) => {
    const table = run(python, [join(root, 'scripts/read-lm-eval.py'), folder]);
    for (const task of tasks) expectText(table, new RegExp(`- longrange_${task}`));
  };
  await check('reads the result of a text', () => {
    const folder = evaluate('text', ['--text', 'fixtures', '--format', 'lm-eval']);
    expectTasks(folder, ['brackets', 'indentation']);
  });
  await check('reads the result of a model', () => {
    mkdirSync(at('model'));
    const fixture = join(root, 'packages/report/src/__fixtures__/complete.json');
    const result = parseResult(readFileSync(fixture, 'utf8'));
    writeFileSync(at('model', lmEvalFileName(result)), JSON.stringify(toLmEval(result)));
    expectTasks(at('model'), ['bits_per_character', 'closers', 'range_reading']);
  });
  await check('gives our verdicts on minimal pairs', async () => {
    const text = ['--text', 'python/longrange', 'fixtures', '--suite', 'quick'];
    const task = join(evaluate('pairs', [...text, '--format', 'lm-eval-task']), 'lm-eval-task');
    const script = join(root, 'scripts/lm-eval-model.py');
    run(python, [script, 'train', task, at('bytes')], { environment });
    const words = ['--include_path', task, '--tasks', 'longrange_pairs', '--log_samples'];
    const model = ['--model', 'hf', '--model_args', `pretrained=${at('bytes')},add_bos_token=True`];
    const output = ['--device', 'cpu', '--output_path', at('harness')];
    const table = run(python, ['-m', 'lm_eval', 'run', ...words, ...model, ...output], {
      environment,
    });

    const pairs = readPairs(readdirSync(at('harness')).map((name) => at('harness', name))[0]);
    const compared = pairs.filter((_, index) => index % COMPARED === 0);
    const scored = await scoreServed(python, [script, 'serve', at('bytes')], compared);
    const verdict = ({ isRight, evidence }) =>
      `${isRight ? 'decides' : 'does not'}, ${evidence > 1 ? 'shows' : evidence < -1 ? 'shows the wrong way' : 'hidden'}`;
    for (const [index, pair] of compared.entries()) {
      const ours = scored[index];
      expectEqual(verdict(pair), verdict(ours), `longrange, for ${pair.document} at ${pair.distance}`);
      const far = Math.abs(pair.evidence - ours.evidence);
      if (far > 1e-3) throw new Error(`Expected evidence of ${ours.evidence} nats, got ${pair.evidence}.`);
    }
    const right = compared.filter(({ isRight }) => isRight).length;
    console.log(`      ${compared.length} pairs, of which ${right} decide`);
    if (compared.length < 100 || right < 10 || right > compared.length - 10)
      throw new Error('Expected 100 pairs with both verdicts.');
    // The table gives for each distance the shares that longrange makes of these verdicts.
    for (const { from, to, estimate } of pairCurves(pairs).decides) {
      const row = new RegExp(
        `- ${from}(?: to ${to - 1})? characters? *\\|.*decides\\|.*\\|${estimate.toFixed(4)}\\|`,
      );
      expectText(table, row);
    }
  });
});

/** Reads the pairs of a folder of the harness's samples, with its verdicts. */
function readPairs(folder) {
  const pairs = new Map();
  for (const name of readdirSync(folder).filter((one) => one.startsWith('samples_')))
    for (const line of readFileSync(join(folder, name), 'utf8').trimEnd().split('\n')) {
      const { doc, decides, shows } = JSON.parse(line);
      const { context, choices, distance, document } = doc;
      const text = context + choices[0];
      const member = { text, start: 0, at: text.length - 1, closer: text.at(-1) };
      const pair = pairs.get(doc.pair) ?? {
        kind: 'closer',
        document,
        distance,
        members: [],
        isRight: true,
        evidence: 0,
      };
      pair.members.push(member);
      pair.isRight &&= decides[0];
      pair.evidence += shows[0];
      pairs.set(doc.pair, pair);
    }
  return [...pairs.values()].sort((a, b) => a.distance - b.distance);
}

/** Scores pairs with longrange, by the model of a program. */
async function scoreServed(program, words, pairs) {
  const env = { ...process.env, ...environment, PYTHONPATH: join(root, 'python') };
  const child = spawn(program, words, { env, stdio: ['pipe', 'pipe', 'inherit'] });
  try {
    const piped = await openPiped(new Pipe('the model', { input: child.stdout, output: child.stdin }));
    const texts = pairs.flatMap(({ members }) => members.map(({ text }) => text));
    const alphabet = [...new Set(texts.join(''))];
    return await scorePairs(fromTokenModel({ ...askSequences(piped), alphabet, name: 'bytes' }), pairs);
  } finally {
    child.kill();
  }
}
