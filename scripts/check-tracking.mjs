// Checks that TensorBoard reads back every point of a run. A tiny run is trained with --log, killed after a checkpoint and resumed; another is
// trained without, and exported twice. TensorBoard's reader must find exactly what metrics.jsonl holds: each point once, as float32. An open
// TensorBoard shows the resumed run to its end. Needs python3 with a package registry.
//
//   pnpm build:cli && node scripts/check-tracking.mjs
import { readFileSync, statSync } from 'node:fs';
import { cli, expectEqual, run, runChecks, TINY, until, writeText } from './shell.mjs';

/** All figures in the event files of a folder, as JSON: { tag: [[step, milliseconds since 1970, value], …] } */
const READER = `
import json, sys
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

events = EventAccumulator(sys.argv[1], size_guidance={"scalars": 0})
events.Reload()
print(json.dumps({
    tag: [[e.step, round(1000 * e.wall_time), e.value] for e in events.Scalars(tag)]
    for tag in events.Tags()["scalars"]
}))`;
const ENGINE = ['--engine', 'simd', '--threads', '1'];
/** TensorBoard's two ways to read: its server in Rust, and Python. */
const LOADERS = ['true', 'false'];
const LOG = ['--log', 'tensorboard'];

await runChecks('tracking', async ({ check, at, start, install }) => {
  const python = await install('TensorBoard', ['tensorboard==2.21.0']);
  const longrange = (...words) => run(process.execPath, [cli, ...words], { cwd: at() });
  const training = (name, maxCharacters) => {
    const settings = { ...TINY, maxCharacters, logEverySteps: 2, validationEverySteps: 30 };
    const set = Object.entries(settings).map(([key, value]) => `${key}=${value}`);
    return ['train', '--corpus', 'corpus', '--run', name, ...ENGINE, '--set', ...set];
  };
  const linesOf = (name) =>
    readFileSync(at('runs', name, 'metrics.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map(JSON.parse);
  let opened = [];
  await check('a run that logs is killed, resumed and ends', async () => {
    writeText(at('corpus'));
    const first = start(process.execPath, [cli, ...training('logged', 100_000), ...LOG]);
    const file = at('runs/logged/events.out.tfevents.0000000001.longrange');
    const isLogged = () => statSync(file, { throwIfNoEntry: false })?.size > 1000;
    await until(isLogged, 60, 'points of the run');
    // The resumed run writes again what followed the last checkpoint.
    first.child.kill('SIGKILL');
    expectEqual((await first.ended).signal, 'SIGKILL', 'signal of a training that has not ended');
    opened = await Promise.all(LOADERS.map((loader) => openTensorBoard(start, python, at('runs'), loader)));
    for (const stepsOf of opened) await until(() => stepsOf('logged'), 60, 'the run in TensorBoard');
    longrange('train', '--resume', 'logged', ...ENGINE, ...LOG);
  });
  await check('an open TensorBoard shows every step of it', async () => {
    const steps = linesOf('logged').flatMap(({ type, step }) => (type === 'step' ? step : []));
    for (const stepsOf of opened)
      await until(async () => `${await stepsOf('logged')}` === `${steps}`, 60, 'all steps in TensorBoard');
  });
  await check('another is exported, twice', () => {
    longrange(...training('exported', 10_000));
    for (const _ of [1, 2]) longrange('export-metrics', 'exported');
  });
  for (const name of ['logged', 'exported'])
    await check(`TensorBoard reads every point of the run that was ${name}`, () => {
      const points = JSON.parse(run(python, ['-c', READER, at('runs', name)], { outputOnly: true }));
      const { sessions } = JSON.parse(readFileSync(at('runs', name, 'config.json'), 'utf8'));
      const expected = pointsOf(linesOf(name), Date.parse(sessions[0].startedAt));
      const sorted = (curves) => Object.entries(curves).sort(([a], [b]) => (a < b ? -1 : 1));
      expectEqual(sorted(points), sorted(expected), 'metrics.jsonl');
      console.log(`      ${name}: ${Object.values(points).flat().length} points, all equal`);
    });
});

/** The curves of metrics.jsonl, in the order of steps, at the times of the run's clock. */
function pointsOf(lines, begun) {
  const figures = ['bitsPerCharacter', 'lossNats', 'accuracy', 'learningRate', 'gradientNorm'];
  const expected = {};
  let elapsedSeconds = 0;
  for (const line of lines) {
    elapsedSeconds = line.elapsedSeconds ?? elapsedSeconds;
    for (const key of [...figures, 'charactersPerSecond'].filter((one) => one in line)) {
      const curve = `${line.type === 'step' ? 'train' : line.type}/${key}`;
      expected[curve] ??= [];
      expected[curve].push([line.step, Math.round(begun + 1000 * elapsedSeconds), Math.fround(line[key])]);
    }
  }
  return expected;
}

/** Starts TensorBoard. Returns a function that says which steps of a run it shows. */
async function openTensorBoard(start, python, folder, loader) {
  const words = ['--logdir', folder, '--host', '127.0.0.1', '--port', '0', '--reload_interval', '1'];
  const all = ['--samples_per_plugin', 'scalars=100000', `--load_fast=${loader}`];
  const server = start(python, ['-m', 'tensorboard.main', ...words, ...all]);
  const [url] = await until(() => /http:\S+/.exec(server.text()), 60, 'the address of TensorBoard');
  return async (name) => {
    const answer = await fetch(`${url}data/plugin/scalars/scalars?tag=train/lossNats&run=${name}`);
    return answer.ok ? (await answer.json()).map(([, step]) => step) : undefined;
  };
}
