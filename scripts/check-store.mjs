// Whether a sweep's runs go on from S3 as moto speaks it: a trial is killed, another machine goes on from what the bucket has, a third only looks. All
// tables must be that of a sweep without a store. Then others write into the bucket, or something else than S3 answers: each time the command ends with one
// error, has written nothing and shows no secret. Wants a build, and python3 with a package registry.
//
//   pnpm build:cli && node scripts/check-store.mjs
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { hostileStore } from './hostile-store.mjs';
import { Checks, root, run } from './shell.mjs';

/** Of moto the part that S3 is, and what its server imports besides. */
const PACKAGES = ['moto[s3]==5.2.5', 'flask', 'flask-cors'];
const SERVER = `
from moto.server import ThreadedMotoServer
import boto3, time
server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
url = "http://%s:%s" % server.get_host_and_port()
s3 = boto3.client("s3", endpoint_url=url, region_name="us-east-1", aws_access_key_id="a", aws_secret_access_key="b")
s3.create_bucket(Bucket="runs")
print(url, flush=True)
time.sleep(900)
`;

const checks = new Checks();
const workplace = mkdtempSync(join(tmpdir(), 'longrange-store-'));
const at = (name) => join(workplace, name);
const cli = join(root, 'apps/cli/dist/main.js');
const children = [];
try {
  const python = at('environment/bin/python');
  await checks.check('store: install moto', () => {
    run('python3', ['-m', 'venv', at('environment')]);
    run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...PACKAGES]);
  });
  let environment = {};
  await checks.check("store: start moto's server", async () => {
    const server = start(python, ['-c', SERVER], { cwd: workplace });
    const AWS_ENDPOINT_URL = await firstLine(server);
    environment = { AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' };
  });
  const store = ['--store', 's3://runs/of/a/sweep'];
  const sweep = (name, ...words) =>
    run(process.execPath, [cli, 'sweep', ...words], { cwd: machine(name), environment, outputOnly: true });
  const here = ['--compute', 'simd', '--threads', '1'];
  let expected;
  await checks.check('store: a sweep without one', () => {
    sweep('alone', 'sweep.yaml', ...here);
    expected = sweep('alone', 'status', 'sweep.yaml', '--json');
  });
  await checks.check('store: a trial is killed with a checkpoint in the bucket', async () => {
    const words = ['sweep', 'sweep.yaml', '--trial', '0', ...store, ...here];
    const child = start(process.execPath, [cli, ...words], {
      cwd: machine('first'),
      env: { ...process.env, ...environment },
    });
    await untilStored(environment.AWS_ENDPOINT_URL);
    child.kill('SIGKILL');
    const [, signal] = await once(child, 'exit');
    if (signal !== 'SIGKILL') throw new Error('Expected to kill a training, got one that had ended');
  });
  await checks.check('store: another machine goes on, a third looks, all tables are equal', () => {
    const said = sweep('other', 'sweep.yaml', '--trial', '0', ...store, ...here);
    if (!/continuing from step [1-9]/.test(said)) throw new Error(`Expected it to go on, got\n${said}`);
    sweep('other', 'sweep.yaml', ...store, ...here);
    for (const name of ['other', 'third', 'first']) {
      const table = sweep(name, 'status', 'sweep.yaml', '--json', ...store);
      if (table !== expected) throw new Error(`${name}: expected ${expected}got ${table}`);
    }
  });
  const { AWS_ENDPOINT_URL: endpoint } = environment;
  await hostileStore({ checks, workplace, cwd: machine('hostile'), python, endpoint, table: expected });
} finally {
  for (const child of children) child.kill('SIGKILL');
  rmSync(workplace, { recursive: true, force: true });
}
checks.end();

/** A folder with a sweep of two trials, each of a thousand steps, and their text. */
function machine(name) {
  const folder = at(name);
  mkdirSync(join(folder, 'corpus'), { recursive: true });
  for (let file = 0; file < 12; file++) {
    const lines = Array.from({ length: 60 }, (_, line) => `x${file * line} = [${line % 7}, (${file})]\n`);
    writeFileSync(join(folder, 'corpus', `${file}.py`), lines.join(''));
  }
  const sizes = { units: 16, layers: 1, embeddingSize: 8, batchSize: 4, sequenceLength: 16 };
  const pace = { epochs: null, maxCharacters: 100_000, validationEverySteps: 100, checkpointEverySteps: 50 };
  const fixed = Object.entries({ corpus: ['corpus'], ...sizes, ...pace });
  const parameters = Object.fromEntries(fixed.map(([key, value]) => [key, { value }]));
  parameters.learningRate = { values: [1e-2, 3e-3] };
  // JSON is YAML.
  writeFileSync(join(folder, 'sweep.yaml'), JSON.stringify({ method: 'grid', parameters }));
  return folder;
}

function start(program, parameters, options) {
  const child = spawn(program, parameters, { ...options, stdio: ['ignore', 'pipe', 'ignore'] });
  children.push(child);
  // What nobody reads would make it wait.
  if (program === process.execPath) child.stdout.resume();
  return child;
}

async function firstLine(child) {
  const timeout = setTimeout(() => child.kill('SIGKILL'), 60_000);
  try {
    for await (const line of createInterface({ input: child.stdout })) return line;
  } finally {
    clearTimeout(timeout);
  }
  throw new Error('Expected the address of the server, got its end');
}

/** Until the bucket has the list of a run's files; at most a minute. */
async function untilStored(endpoint) {
  for (const end = Date.now() + 60_000; Date.now() < end; ) {
    const page = await (await fetch(`${endpoint}/runs?list-type=2`)).text();
    if (/000001\/saved\/\d+\.json/.test(page)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('Expected a run in the bucket within a minute, got none');
}
