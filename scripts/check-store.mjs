// Checks that a sweep's runs continue from S3, as moto implements it: a trial is killed, another machine continues it from the bucket, a third
// only reads. All tables must equal that of a sweep without a store. Then a stranger writes into the bucket: each
// command ends with one error, writes nothing and shows no secret. Needs python3 with a package registry.
//
//   pnpm build:cli && node scripts/check-store.mjs
import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
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

/** The part of moto that is S3, and what its server imports besides. */
const PACKAGES = ['moto[s3]==5.2.5', 'flask', 'flask-cors'];
const CLIENT =
  'boto3.client("s3", endpoint_url=url, region_name="us-east-1", aws_access_key_id="a", aws_secret_access_key="b")';
const SERVER = `
from moto.server import ThreadedMotoServer
import boto3, time
server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
url = "http://%s:%s" % server.get_host_and_port()
${CLIENT}.create_bucket(Bucket="runs")
print(url, flush=True)
time.sleep(900)
`;
/** Program that puts objects with any key into the bucket. */
const PUT = `
import boto3, json, sys
_, url, objects = sys.argv
for key, content in json.loads(objects).items():
    ${CLIENT}.put_object(Bucket="runs", Key=key, Body=content.encode())
`;
const SECRET = 'MARKER-OF-A-SECRET';
const HERE = ['--compute', 'simd', '--threads', '1'];

await runChecks('store', async ({ check, at, start, install }) => {
  const python = await install('moto', PACKAGES);
  let url;
  await check("start moto's server", async () => {
    // Nobody would read its log while a command runs.
    const server = start(python, ['-c', SERVER], { stdio: ['ignore', 'pipe', 'ignore'] });
    [url] = await until(() => /^http\S+(?=\n)/m.exec(server.text()), 60, 'the address of the server');
  });
  const environment = { AWS_ENDPOINT_URL: url, AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: SECRET };
  const store = ['--store', 's3://runs/of/a/sweep'];
  /** A folder with the text and a sweep of two trials of 1,500 steps. */
  const machine = (name) => {
    writeText(at(name, 'corpus'));
    const text = { corpus: [['corpus']], maxCharacters: 100_000 };
    writeSweep(at(name), { ...TINY, ...text, learningRate: [1e-2, 3e-3] });
    return at(name);
  };
  const sweep = (name, ...words) =>
    run(process.execPath, [cli, 'sweep', ...words], { cwd: machine(name), environment, outputOnly: true });
  const listed = async () => (await fetch(`${url}/runs?list-type=2`)).text();
  let expected;
  await check('a sweep without one', () => {
    sweep('alone', 'sweep.yaml', ...HERE);
    expected = sweep('alone', 'status', 'sweep.yaml', '--json');
  });
  await check('a trial is killed with a checkpoint in the bucket', async () => {
    const words = [cli, 'sweep', 'sweep.yaml', '--trial', '0', ...store, ...HERE];
    const { child, ended } = start(process.execPath, words, { cwd: machine('first'), env: environment });
    await until(async () => /000001\/saved\/\d+\.json/.test(await listed()), 60, 'a run in the bucket');
    child.kill('SIGKILL');
    expectEqual((await ended).signal, 'SIGKILL', 'signal of a training that has not ended');
  });
  // Alone in the bucket so far: trial 0.
  const [, trial] = /<Key>of\/a\/sweep\/(sweep\/[0-9a-f]{16})\//.exec(await listed());
  await check('another machine continues, a third looks, all tables are equal', () => {
    expectText(sweep('other', 'sweep.yaml', '--trial', '0', ...store, ...HERE), /continuing from step [1-9]/);
    sweep('other', 'sweep.yaml', ...store, ...HERE);
    for (const name of ['other', 'third', 'first'])
      expectEqual(sweep(name, 'status', 'sweep.yaml', '--json', ...store), expected, name);
  });

  const sha256 = createHash('sha256').update('planted').digest('hex');
  const files = { 'a\n/../../../x': { sha256, bytes: 7 } };
  // packages/sweep's tests have many more.
  const names = ['999999999999999/claim.json', '000009\t/claim.json', '000009/saved/<Key>.json', 'x\u202e'];
  await check('a stranger puts objects into the bucket', () => {
    const objects = {
      [`hostile/${trial}/000001/saved/000001.json`]: JSON.stringify({
        formatVersion: 1,
        progress: 9e9,
        files,
      }),
      [`hostile/${trial}/000001/files/${sha256}`]: 'planted',
      ...Object.fromEntries(names.map((name) => [`of/a/sweep/${trial}/${name}`, 'planted'])),
    };
    run(python, ['-c', PUT, url, JSON.stringify(objects)]);
  });
  machine('hostile');
  // Folders for runs may be created before the store is read.
  const kept = () =>
    readdirSync(at(), { recursive: true })
      .filter((name) => !/^(?:python|hostile\/runs(?:\/sweep)?$)/.test(name))
      .sort();
  await check('a list of a stranger is one error', async () => {
    const before = kept();
    const words = [cli, 'sweep', 'sweep.yaml', '--trial', '0', ...HERE, '--store', 's3://runs/hostile'];
    const { text } = await start(process.execPath, words, { cwd: at('hostile'), env: environment }).ended;
    expectText(text, /^error: Expected .*\n(?:hint: .*\n)?$/);
    if (text.includes(SECRET)) throw new Error(`Expected no secret, got ${text}`);
    expectEqual(kept(), before, 'files');
  });
  await check('names of a stranger count for nothing', () =>
    expectEqual(sweep('hostile', 'status', 'sweep.yaml', '--json', ...store), expected),
  );
});
