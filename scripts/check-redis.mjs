// Whether a sweep on Redis comes to the results of the same sweep on this machine, to the bit. Two workers take its trials; one is killed while it trains, with
// its training; Redis is restarted. A third trial can never be trained. Wants a build, and Debian's redis-server.
//
//   pnpm build:cli && node scripts/check-redis.mjs
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RedisServer } from './redis-server.mjs';
import { Checks, root, run } from './shell.mjs';

const checks = new Checks();
const workplace = mkdtempSync(join(tmpdir(), 'longrange-redis-'));
const at = (name) => join(workplace, name);
const cli = join(root, 'apps/cli/dist/main.js');
const password = 'never-shown';
const redis = new RedisServer(workplace, password);
const address = await redis.reserve();
const environment = { REDISCLI_AUTH: password };
const children = [];
/** All that was printed by whoever knows the password. */
let said = '';

try {
  writeFiles();
  let expected;
  await checks.check('redis: a sweep without it', async () => {
    const alone = ['--runs', 'alone', '--jobs', '2', '--threads', '2', '--compute', 'simd'];
    const { code } = await start('sweep', 'sweep.yaml', ...alone).ended;
    expectEqual(code, 1, 'exit code, as one trial fails');
    expected = sweep('report', 'sweep.yaml', '--runs', 'alone', '--json');
    expectText(expected, /finished.*\n.*finished.*\n.*failed/);
  });
  await checks.check('redis: without a server, and with a wrong password, one clear line', async () => {
    const words = ['worker', address];
    const missing = await start(...words).ended;
    expectEqual(
      [missing.code, missing.text.split('\n')[0]],
      [1, `error: Expected Redis at ${address} to answer, got: ECONNREFUSED.`],
    );
    await redis.start();
    const wrong = await start('worker', address.replace('//', `//:no-${password}@`)).ended;
    expectText(
      wrong.text,
      /^error: Expected Redis at .* to let this process in, got: WRONGPASS .*\nhint: .*\n$/,
    );
  });
  let coordinator;
  let workers;
  await checks.check('redis: a worker that does not see the runs says so and puts trials back', async () => {
    const unfit = start('worker', address, '--runs', 'elsewhere', '--corpus-root', '.');
    coordinator = start('sweep', 'sweep.yaml', '--engine', address, '--threads', '1', '--compute', 'simd');
    const refusal = 'on .*: Expected the folder elsewhere.sweep, .* got none';
    const isTold = () => [unfit, coordinator].every(({ text }) => new RegExp(refusal).test(text()));
    await until(isTold, 60, 'a line of why no trial begins');
    expectText(sweep('status', 'sweep.yaml', '--engine', address), new RegExp(`^put back +${refusal}`, 'm'));
    unfit.child.kill('SIGTERM');
    expectEqual((await unfit.ended).code, 143);
  });
  await checks.check('redis: two workers train', async () => {
    // As the sweep says that its workers are to be started.
    const [, words] = /^workers +longrange (worker .*)$/m.exec(coordinator.text());
    workers = [start(...words.split(' ')), start(...words.split(' '))];
    // What was put back waits for a quarter of a minute.
    await until(() => checkpointed() === 2, 90, 'two trials with checkpoints');
  });
  await checks.check('redis: a worker and its training are killed, Redis is restarted', async () => {
    const [first] = workers;
    const number = Number(/trial (\d) .*: begins/.exec(first.text())[1]);
    const { name } = JSON.parse(expected.split('\n')[number]);
    first.child.kill('SIGKILL');
    process.kill(JSON.parse(readFileSync(at(`runs/sweep/${name}/run.lock`), 'utf8')).process.pid, 'SIGKILL');
    await redis.stop();
    await until(() => /does not answer/.test(coordinator.text()), 10, 'a line of the outage');
    await redis.start();
    await until(() => /answers again/.test(coordinator.text()), 10, 'a line of its end');
  });
  await checks.check('redis: the other one goes on from the checkpoint, and all ends', async () => {
    const { code, text } = await coordinator.ended;
    expectEqual(code, 1, 'exit code, as one trial fails');
    expectText(text, /trial 2 \(.*\) failed: Expected/);
    expectText(workers.map(({ text }) => text()).join(''), /failed \(3 of 3\): Expected/);
    const logs = readdirSync(at('runs/sweep/logs')).map((name) =>
      readFileSync(at(`runs/sweep/logs/${name}`), 'utf8'),
    );
    expectText(logs.join(''), /continuing from step [1-9]/);
  });
  await checks.check('redis: the table is that of the sweep without it, to the bit', () => {
    expectEqual(sweep('report', 'sweep.yaml', '--json'), expected);
    expectText(
      sweep('status', 'sweep.yaml', '--engine', address),
      /^queue +0 running, 0 waiting, 0 failed; 1 worker$/m,
    );
    console.log(expected.replaceAll(/^/gm, '      ').trimEnd());
  });
  await checks.check(
    'redis: a worker that is interrupted ends; nobody has printed the password',
    async () => {
      workers[1].child.kill('SIGTERM');
      expectEqual((await workers[1].ended).code, 143);
      if (said.includes(password)) throw new Error('Expected no password, got it in what was printed');
    },
  );
} finally {
  for (const { child } of children) child.kill('SIGKILL');
  await redis.stop('SIGKILL');
  rmSync(workplace, { recursive: true, force: true });
}
checks.end();

/** A sweep of three trials, of which one has no text, and text for the others. */
function writeFiles() {
  for (const [index, folder] of ['first', 'second'].entries()) {
    mkdirSync(at(folder));
    for (let file = 0; file < 12; file++) {
      const lines = Array.from(
        { length: 60 },
        (_, line) => `x${file * line} = [${line % 7}, (${file + index})]\n`,
      );
      writeFileSync(at(`${folder}/${file}.py`), lines.join(''));
    }
  }
  const sizes = { units: 64, layers: 1, embeddingSize: 8, batchSize: 8, sequenceLength: 32 };
  const pace = { epochs: null, maxCharacters: 250_000, validationEverySteps: 100, checkpointEverySteps: 50 };
  const fixed = Object.entries({ ...sizes, ...pace }).map(([name, value]) => [name, { value }]);
  const corpus = { values: ['first', 'second', 'missing'] };
  // JSON is YAML.
  const file = { method: 'grid', parameters: { ...Object.fromEntries(fixed), corpus } };
  writeFileSync(at('sweep.yaml'), JSON.stringify(file));
}

/** How many of the runs have a checkpoint. */
function checkpointed() {
  const names = existsSync(at('runs/sweep')) ? readdirSync(at('runs/sweep')) : [];
  const checkpoints = names.map((name) => at(`runs/sweep/${name}/checkpoints`)).filter(existsSync);
  return checkpoints.filter((folder) => readdirSync(folder).some((step) => /^step-\d+$/.test(step))).length;
}

function sweep(...words) {
  return run(process.execPath, [cli, 'sweep', ...words], { cwd: workplace, environment, outputOnly: true });
}

/** Starts longrange; what it prints is kept. */
function start(...words) {
  const child = spawn(process.execPath, [cli, ...words], {
    cwd: workplace,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    // Nothing here takes so long, even on a busy machine.
    ...{ timeout: 240_000, killSignal: 'SIGKILL' },
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (part) => {
      text += part;
      said += part;
    });
  const ended = once(child, 'close').then(([code]) => ({ code, text }));
  const started = { child, ended, text: () => text };
  children.push(started);
  return started;
}

async function until(isMet, seconds, what) {
  for (const end = Date.now() + 1000 * seconds; Date.now() < end; ) {
    if (isMet()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const printed = children.map(({ text }) => text?.() ?? '').join('---\n');
  throw new Error(`Expected ${what} within ${seconds} s; printed so far:\n${printed}`);
}

function expectText(text, pattern) {
  if (!pattern.test(text)) throw new Error(`Expected ${pattern}, got\n${text}`);
}

function expectEqual(got, wanted, what = 'text') {
  const [a, b] = [got, wanted].map((value) => (typeof value === 'string' ? value : JSON.stringify(value)));
  if (a !== b) throw new Error(`Expected as ${what}\n${b}\ngot\n${a}`);
}
