// Checks that a sweep on Redis gives the results of the same sweep on this machine, to the bit. Two workers take its trials; one is killed with
// its training; Redis is restarted. A third trial can never be trained. Needs Debian's redis-server.
//
//   pnpm build:cli && node scripts/check-redis.mjs
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { RedisServer } from './redis-server.mjs';
import {
  cli,
  expectEqual,
  expectText,
  run,
  runChecks,
  TINY,
  until,
  writeSweep,
  writeText,
} from './shell.mjs';

const password = 'never-shown';

await runChecks('redis', async ({ check, at, start }) => {
  const redis = new RedisServer(at(), password);
  const address = await redis.reserve();
  const environment = { REDISCLI_AUTH: password };
  const said = [];
  const begin = (...words) => {
    const options = { env: environment, timeout: 240_000, killSignal: 'SIGKILL' };
    const started = start(process.execPath, [cli, ...words], options);
    said.push(started.text);
    return started;
  };
  const sweep = (...words) =>
    run(process.execPath, [cli, 'sweep', ...words], { cwd: at(), environment, outputOnly: true });
  const checkpointed = () => {
    const names = existsSync(at('runs/sweep')) ? readdirSync(at('runs/sweep')) : [];
    const folders = names.map((name) => at(`runs/sweep/${name}/checkpoints`)).filter(existsSync);
    return folders.filter((folder) => readdirSync(folder).some((step) => /^step-\d+$/.test(step))).length;
  };
  try {
    for (const [index, folder] of ['first', 'second'].entries()) writeText(at(folder), index);
    const sizes = { units: 64, batchSize: 8, sequenceLength: 32, maxCharacters: 250_000 };
    writeSweep(at(), { ...TINY, ...sizes, corpus: ['first', 'second', 'missing'] });
    let expected;
    await check('a sweep without it', async () => {
      const alone = ['--runs', 'alone', '--jobs', '2', '--threads', '2', '--compute', 'simd'];
      const { code } = await begin('sweep', 'sweep.yaml', ...alone).ended;
      expectEqual(code, 1, 'exit code, as one trial fails');
      expected = sweep('report', 'sweep.yaml', '--runs', 'alone', '--json');
      expectText(expected, /finished.*\n.*finished.*\n.*failed/);
    });
    await check('without a server, and with a wrong password, one clear line', async () => {
      const missing = await begin('worker', address).ended;
      expectText(
        missing.text,
        new RegExp(`^error: Expected Redis at ${address} to answer, got: ECONNREFUSED`),
      );
      await redis.start();
      const wrong = await begin('worker', address.replace('//', `//:no-${password}@`)).ended;
      expectText(
        wrong.text,
        /^error: Expected Redis at .* to let this process in, got: WRONGPASS .*\nhint: .*\n$/,
      );
    });
    let coordinator;
    let workers;
    await check('a worker that does not see the runs says so and puts trials back', async () => {
      const unfit = begin('worker', address, '--runs', 'elsewhere', '--corpus-root', '.');
      const engine = ['--engine', address, '--threads', '1', '--compute', 'simd'];
      coordinator = begin('sweep', 'sweep.yaml', ...engine);
      const refusal = 'on .*: Expected the folder elsewhere.sweep, .* got none';
      const isTold = () => [unfit, coordinator].every(({ text }) => new RegExp(refusal).test(text()));
      await until(isTold, 60, 'a line of why no trial begins');
      const status = sweep('status', 'sweep.yaml', '--engine', address);
      expectText(status, new RegExp(`^put back +${refusal}`, 'm'));
      unfit.child.kill('SIGTERM');
      expectEqual((await unfit.ended).code, 143);
    });
    await check('two workers train', async () => {
      // Started as the sweep says.
      const [, words] = /^workers +longrange (worker .*)$/m.exec(coordinator.text());
      workers = [begin(...words.split(' ')), begin(...words.split(' '))];
      // What was put back waits for a quarter of a minute.
      await until(() => checkpointed() === 2, 90, 'two trials with checkpoints');
    });
    await check('a worker and its training are killed, Redis is restarted', async () => {
      const [first] = workers;
      const number = Number(/trial (\d) .*: begins/.exec(first.text())[1]);
      const { name } = JSON.parse(expected.split('\n')[number]);
      first.child.kill('SIGKILL');
      const lock = JSON.parse(readFileSync(at(`runs/sweep/${name}/run.lock`), 'utf8'));
      process.kill(lock.process.pid, 'SIGKILL');
      await redis.stop();
      await until(() => /does not answer/.test(coordinator.text()), 10, 'a line of the outage');
      await redis.start();
      await until(() => /answers again/.test(coordinator.text()), 10, 'a line of its end');
    });
    await check('the other one continues from the checkpoint, and all ends', async () => {
      const { code, text } = await coordinator.ended;
      expectEqual(code, 1, 'exit code, as one trial fails');
      expectText(text, /trial 2 \(.*\) failed: Expected/);
      expectText(workers.map((worker) => worker.text()).join(''), /failed \(3 of 3\): Expected/);
      const logs = readdirSync(at('runs/sweep/logs')).map((name) =>
        readFileSync(at('runs/sweep/logs', name), 'utf8'),
      );
      expectText(logs.join(''), /continuing from step [1-9]/);
    });
    await check('the table is that of the sweep without it, to the bit', () => {
      expectEqual(sweep('report', 'sweep.yaml', '--json'), expected);
      const status = sweep('status', 'sweep.yaml', '--engine', address);
      expectText(status, /^queue +0 running, 0 waiting, 0 failed; 1 worker$/m);
    });
    await check('a worker that is interrupted ends; nobody has printed the password', async () => {
      workers[1].child.kill('SIGTERM');
      expectEqual((await workers[1].ended).code, 143);
      if (said.some((text) => text().includes(password)))
        throw new Error('Expected no password, got it in what was printed');
    });
  } finally {
    await redis.stop('SIGKILL');
  }
});
