// Checks that a sweep on SLURM gives the results of the same sweep on this machine, to the bit. SLURM's daemons run on 127.0.0.1; one of two trials
// is requeued while it trains, the other is warned of its time limit. Needs root, Debian's slurm-wlm and munge, and a running munged.
//
//   pnpm build:cli && node scripts/check-slurm.mjs
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
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

const daemons = ['slurmctld', 'slurmd'];

await runChecks('slurm', async ({ check, at }) => {
  const environment = { SLURM_CONF: at('slurm.conf') };
  const slurm = (program, ...words) => run(program, words, { environment, cwd: at() });
  const queue = () => slurm('squeue', '--noheader', '--array', '--format=%K %T').trim();
  const sweep = (...words) =>
    run(process.execPath, [cli, 'sweep', ...words], { environment, cwd: at(), outputOnly: true });
  const submit = ['sweep.yaml', '--engine', 'slurm', '--compute', 'simd'];
  try {
    await check("start SLURM's daemons", async () => {
      writeConfiguration(at);
      for (const daemon of daemons) slurm(daemon);
      await until(() => slurm('sinfo', '--noheader', '--format=%T').includes('idle'), 60, 'an idle node');
    });
    await check('sweep --engine slurm submits a job array, once', () => {
      writeText(at('corpus'));
      const sizes = { units: 64, batchSize: 8, sequenceLength: 32, maxCharacters: 400_000 };
      writeSweep(at(), { ...TINY, ...sizes, corpus: [['corpus']], learningRate: [0.003, 0.001] });
      expectText(sweep(...submit), /submitted 2 trials as job 1;/);
      expectText(sweep(...submit), /nothing to submit/);
      const status = sweep('status', 'sweep.yaml', '--engine', 'slurm');
      expectText(status, /^queue +(?:1|2) (?:RUNNING|PENDING)/m);
    });
    await check('one trial is requeued while it trains, one runs out of time', async () => {
      const saved = () => readdirSync(at('runs/sweep'), { recursive: true, encoding: 'utf8' });
      const steps = /^[0-9a-f]{16}.checkpoints.step-\d+$/;
      const trials = () =>
        new Set(saved().flatMap((path) => (steps.test(path) ? path.slice(0, 16) : []))).size;
      await until(() => trials() === 2, 120, 'a checkpoint of each trial');
      slurm('scontrol', 'requeue', '1_0');
      slurm('scancel', '--signal=USR1', '--batch', '1_1');
      await until(() => queue().match(/PENDING/g)?.length === 2, 60, 'two trials that wait');
    });
    await check('both continue, and end', async () => {
      await until(() => queue() === '', 240, 'an empty queue');
      const logs = readdirSync(at('runs/sweep/logs')).map((name) =>
        readFileSync(at('runs/sweep/logs', name), 'utf8'),
      );
      for (const log of logs)
        expectText(log, /interrupted: finishing the step and saving.*continuing from step \d/s);
      expectText(logs.join(''), /Out of time: trial 1 goes on later\./);
    });
    await check('the results are those of this machine, to the bit', () => {
      const table = sweep('status', 'sweep.yaml', '--json');
      sweep('sweep.yaml', '--runs', 'here', '--jobs', '2', '--threads', '2', '--compute', 'simd');
      const here = sweep('status', 'sweep.yaml', '--runs', 'here', '--json');
      expectText(here, /"status":"finished"/);
      expectEqual(table, here);
      for (const { name, step } of table.trim().split('\n').map(JSON.parse)) {
        const weights = `${name}/checkpoints/step-${String(step).padStart(6, '0')}/weights.bin`;
        if (!readFileSync(at('runs/sweep', weights)).equals(readFileSync(at('here/sweep', weights))))
          throw new Error(`Expected the same bytes in both ${weights}`);
      }
    });
  } finally {
    for (const daemon of daemons) await endDaemon(at(`${daemon}.pid`));
  }
});

function writeConfiguration(at) {
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
    ...{ ReturnToService: 2, JobRequeue: 1 },
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}\n`);
  lines.push(`NodeName=${hostname()} NodeAddr=127.0.0.1 CPUs=2 RealMemory=2000 State=UNKNOWN\n`);
  lines.push(`PartitionName=p Nodes=${hostname()} Default=YES MaxTime=60 State=UP\n`);
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
