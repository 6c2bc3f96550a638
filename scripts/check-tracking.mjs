// Checks that TensorBoard and MLflow read back every point of a run. A tiny run is trained with --log, killed after a checkpoint and resumed;
// another is trained without, and exported twice. TensorBoard's reader and MLflow's client, with MLflow's own server and database, must find
// exactly what metrics.jsonl holds: each point once, TensorBoard's as float32. Needs python3 with a package registry.
//
//   pnpm build:cli && node scripts/check-tracking.mjs
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cli, expectEqual, root, run, runChecks, TINY, until, writeText } from './shell.mjs';

/** MLflow without what models need, and what its server imports besides; the database is SQLite. */
const PACKAGES = [
  ...['tensorboard==2.21.0', 'mlflow-skinny==3.17.2'],
  ...['flask', 'flask-cors', 'sqlalchemy', 'alembic'],
];
const environment = { MLFLOW_DISABLE_TELEMETRY: 'true', DO_NOT_TRACK: 'true' };
const script = join(root, 'scripts/check-tracking.py');
const ENGINE = ['--engine', 'simd', '--threads', '1'];

await runChecks('tracking', async ({ check, at, start, install }) => {
  const python = await install('TensorBoard and MLflow', PACKAGES);
  const read = (...words) => JSON.parse(run(python, [script, ...words], { environment, outputOnly: true }));
  const longrange = (...words) => run(process.execPath, [cli, ...words], { cwd: at() });
  const training = (name, maxCharacters) => {
    const settings = { ...TINY, maxCharacters, logEverySteps: 2, validationEverySteps: 30 };
    const set = Object.entries(settings).map(([key, value]) => `${key}=${value}`);
    return ['train', '--corpus', 'corpus', '--run', name, ...ENGINE, '--set', ...set];
  };
  let url;
  await check("start MLflow's server", async () => {
    // Nobody would read its log while a command runs.
    const options = { env: environment, stdio: ['ignore', 'pipe', 'ignore'] };
    const server = start(python, [script, 'serve', at()], options);
    const [, port] = await until(() => /^port (\d+)$/m.exec(server.text()), 60, 'the port of the server');
    url = `http://127.0.0.1:${port}`;
    // The server creates its tables at the first request.
    await fetch(`${url}/api/2.0/mlflow/experiments/get?experiment_id=0`);
  });
  const log = ['--log', `tensorboard,mlflow=${url}`];
  await check('a run that logs is killed, resumed and ends', async () => {
    writeText(at('corpus'));
    const first = start(process.execPath, [cli, ...training('logged', 100_000), ...log]);
    await until(() => hasPoints(url), 60, 'points of the run on the server');
    // The resumed run writes again what followed the last checkpoint.
    first.child.kill('SIGKILL');
    expectEqual((await first.ended).signal, 'SIGKILL', 'signal of a training that has not ended');
    longrange('train', '--resume', 'logged', ...ENGINE, ...log);
  });
  await check('another is exported, twice', () => {
    longrange(...training('exported', 10_000));
    for (const _ of [1, 2]) longrange('export-metrics', 'exported', '--to', log[1]);
  });
  /** Compares with each figure of metrics.jsonl, in the order of steps, at the time of the run's clock. */
  const expectPoints = ({ units = 16, points }, name, rounded) => {
    const file = (path) => readFileSync(at('runs', name, path), 'utf8');
    const begun = Date.parse(JSON.parse(file('config.json')).sessions[0].startedAt);
    const figures = ['bitsPerCharacter', 'lossNats', 'accuracy', 'learningRate', 'gradientNorm'];
    const expected = {};
    let elapsedSeconds = 0;
    for (const line of file('metrics.jsonl').trim().split('\n').map(JSON.parse)) {
      elapsedSeconds = line.elapsedSeconds ?? elapsedSeconds;
      for (const key of [...figures, 'charactersPerSecond'].filter((one) => one in line)) {
        const curve = `${line.type === 'step' ? 'train' : line.type}/${key}`;
        expected[curve] ??= [];
        expected[curve].push([line.step, Math.round(begun + 1000 * elapsedSeconds), rounded(line[key])]);
      }
    }
    const sorted = (curves) => Object.entries(curves).sort(([a], [b]) => (a < b ? -1 : 1));
    expectEqual(units, 16, 'setting');
    expectEqual(sorted(points), sorted(expected), 'metrics.jsonl');
    console.log(`      ${name}: ${Object.values(points).flat().length} points, all equal`);
  };
  for (const name of ['logged', 'exported'])
    await check(`TensorBoard reads every point of the run that was ${name}`, () =>
      expectPoints(read('tensorboard', at('runs', name)), name, Math.fround),
    );
  await check('MLflow reads every point of both', () => {
    const found = read('mlflow', url);
    for (const name of ['logged', 'exported']) {
      expectEqual(
        found[name]?.map(({ status }) => status),
        ['FINISHED'],
        `status of ${name}`,
      );
      expectPoints(found[name][0], name, (value) => value);
    }
  });
});

async function hasPoints(url) {
  const headers = { 'content-type': 'application/json' };
  const ask = async (what, body) => {
    const request = body && { method: 'POST', headers, body: JSON.stringify(body) };
    return (await fetch(`${url}/api/2.0/mlflow/${what}`, request)).json();
  };
  const { experiment } = await ask('experiments/get-by-name?experiment_name=longrange');
  if (experiment === undefined) return false;
  const { runs = [] } = await ask('runs/search', { experiment_ids: [experiment.experiment_id] });
  return runs.some(({ data }) => data.metrics?.length > 0);
}
