import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { root } from './shell.mjs';

/** Puts what standard input says into the bucket, under any key. */
const PUT = `
import boto3, json, sys
s3 = boto3.client("s3", endpoint_url=sys.argv[1], region_name="us-east-1", aws_access_key_id="a", aws_secret_access_key="b")
for key, content in json.load(sys.stdin).items():
    s3.put_object(Bucket="runs", Key=key, Body=content.encode())
`;
const cli = join(root, 'apps/cli/dist/main.js');
const MARKER = 'MARKER-OF-A-SECRET';
const CONTENT = 'planted';
const sha256 = createHash('sha256').update(CONTENT).digest('hex');
const file = { sha256, bytes: CONTENT.length };
const list = (files) => JSON.stringify({ formatVersion: 1, progress: 9e9, files });
const listOf = (...paths) => list(Object.fromEntries(paths.map((path) => [path, file])));

/** Paths that lead out of a run's folder, or are none. */
const PATHS = [
  ...[
    'a\n/../../../x',
    'a\n/../../../../x',
    '\n/../x',
    'a\r/../../x',
    'a\u2028/../../x',
    'a\0',
    '\u001b[2J',
    '\u202ex',
  ],
  ...['..', 'a/..', '../x', 'a/../../../x', 'a//b', '/tmp/longrange-planted', 'a\\..\\..\\x', 'C:/x'],
  ...['.ssh/authorized_keys', '~/x', '$HOME/x', '%2e%2e/x', 'x'.repeat(1025)],
];
const LISTS = [
  ...PATHS.map((path) => listOf('metrics.jsonl', path)),
  listOf('metrics.jsonl', 'metrics.jsonl/x'),
  listOf('metrics.jsonl', 'Metrics.jsonl'),
  '{"formatVersion":1,"progress":1e999,"files":{}}',
  `{"files":${'['.repeat(50_000)}${']'.repeat(50_000)}}`,
  list({ 'metrics.jsonl': { ...file, sha256: '../../../x' } }),
  list({ 'metrics.jsonl': { ...file, bytes: 2 ** 31 } }),
  list({ 'metrics.jsonl': { ...file, bytes: 1 } }),
  list({ 'metrics.jsonl': { ...file, sha256: '0'.repeat(64) } }),
];
/** Names that no attempt makes. */
const NAMES = [
  ...[
    '999999999999999/claim.json',
    '0x0009/claim.json',
    '000009/other',
    '000009/files/abc',
    '000009/saved/1.json',
  ],
  ...[
    '000009\t/claim.json',
    '000009/claim.json/x',
    '000009/saved/<Key>.json',
    '000009/&#48;',
    'x\u202e',
    'a b/ü😀',
  ],
];
const COMMANDS = [
  ['status', 'sweep.yaml', '--json'],
  ['sweep.yaml', '--trial', '0', '--compute', 'simd', '--threads', '1'],
];

/**
 * Strangers write into a bucket, and something else than S3 answers.
 *
 * @param workplace all folders of the check; `cwd` is one of them, with a sweep whose runs and `table` the bucket has
 */
export async function hostileStore({ checks, workplace, cwd, python, endpoint, table }) {
  const page = await (await fetch(`${endpoint}/runs?list-type=2`)).text();
  const [, trial] = /<Key>of\/a\/sweep\/(sweep\/[0-9a-f]{16})\//.exec(page);
  const placed = LISTS.flatMap((content, number) => [
    [`hostile-${number}/${trial}/000001/saved/000001.json`, content],
    [`hostile-${number}/${trial}/000001/files/${sha256}`, CONTENT],
  ]);
  const named = NAMES.map((name) => [`of/a/sweep/${trial}/${name}`, CONTENT]);
  await checks.check(`store: a stranger puts ${placed.length + named.length} objects into the bucket`, () => {
    const input = JSON.stringify(Object.fromEntries([...placed, ...named]));
    const { status, stderr } = spawnSync(python, ['-c', PUT, endpoint], { input, encoding: 'utf8' });
    if (status !== 0) throw new Error(`Expected boto3 to put them, got ${stderr}`);
  });

  // Folders for runs may be made before a store is asked.
  const isElsewhere = (name) => !/^(?:environment|hostile\/runs(?:\/sweep)?$)/.test(name);
  const files = () => readdirSync(workplace, { recursive: true }).filter(isElsewhere).sort();
  const before = files();
  const secrets = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: MARKER, AWS_SESSION_TOKEN: MARKER };
  /** A command with a store, which has at most a minute. */
  async function call(words, place, AWS_ENDPOINT_URL) {
    const env = { ...process.env, ...secrets, AWS_ENDPOINT_URL };
    const child = spawn(process.execPath, [cli, 'sweep', ...words, '--store', `s3://runs/${place}`], {
      cwd,
      env,
    });
    const output = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece) => output.push(piece));
    const limit = setTimeout(() => child.kill('SIGKILL'), 60_000);
    const [code] = await once(child, 'close');
    clearTimeout(limit);
    return { code, output: output.join('') };
  }
  async function expectRefusal(commands, place, address = endpoint) {
    for (const words of commands) {
      const { code, output } = await call(words, place, address);
      const isClear = /^error: Expected .*\nhint: .*\n$|^error: Expected .*\n$/.test(output);
      const made = files().filter((name) => !before.includes(name));
      if (![1, 2].includes(code) || !isClear || output.includes(MARKER) || made.length > 0)
        throw new Error(`${words} with ${place}: expected one error, got ${code}, ${output}, files: ${made}`);
    }
  }
  await checks.check(`store: ${LISTS.length} lists of a stranger, one error each`, async () => {
    for (const number of LISTS.keys()) await expectRefusal([COMMANDS[number % 2]], `hostile-${number}`);
  });
  await checks.check(`store: ${NAMES.length} names of a stranger, which count for nothing`, async () => {
    const { code, output } = await call(COMMANDS[0], 'of/a/sweep', endpoint);
    if (code !== 0 || output !== table) throw new Error(`Expected ${table}, got ${code}, ${output}`);
  });

  const received = [];
  const elsewhere = await serve((request, response) => {
    received.push(request.headers);
    response.end();
  });
  const login = await serve((_, response) => response.end('<!doctype html><html>Sign in</html>'));
  const redirect = await serve((_, response) => response.writeHead(307, { location: elsewhere.url }).end());
  const addresses = [
    login.url,
    redirect.url,
    'http://[',
    'ftp://127.0.0.1',
    `http://user:${MARKER}@127.0.0.1`,
  ];
  await checks.check(`store: ${addresses.length} addresses where no S3 is`, async () => {
    for (const address of addresses) await expectRefusal(COMMANDS, 'of/a/sweep', address);
    if (received.length > 0)
      throw new Error(`Expected no redirect to be followed, got ${JSON.stringify(received)}`);
  });
  for (const { server } of [elsewhere, login, redirect]) server.close();
}

async function serve(answer) {
  const server = createServer(answer);
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, url: `http://127.0.0.1:${server.address().port}` };
}
