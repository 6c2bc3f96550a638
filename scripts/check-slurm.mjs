// Whether a sweep on SLURM comes to the results of the same sweep on this machine, to the bit. SLURM's own daemons run on 127.0.0.1; of two trials one is
// requeued while it trains, the other is told that its time is nearly over. Wants a build, root, and Debian's slurm-wlm and munge, with a process of
// munged that runs.
//
//   pnpm build:cli && node scripts/check-slurm.mjs
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Checks, root, run } from './shell.mjs';

const checks = new Checks();
const workplace = mkdtempSync(join(tmpdir(), 'longrange-slurm-'));
const at = (name) => join(workplace, name);
const environment = { SLURM_CONF: at('slurm.conf') };
const slurm = (program, ...words) => run(program, words, { environment, cwd: workplace });
const pidFiles = ['slurmctld.pid', 'slurmd.pid'];

const sweep = (...words) =>
  run(process.execPath, [join(root, 'apps/cli/dist/main.js'), 'sweep', ...words], {
    environment,
    cwd: workplace,
    outputOnly: true,
  });
try {
  await checks.check("slurm: start SLURM's daemons", async () => {
    writeFiles();
    for (const daemon of ['slurmctld', 'slurmd']) slurm(daemon);
    await until(() => slurm('sinfo', '--noheader', '--format=%T').includes('idle'), 60);
  });
  await checks.check('slurm: sweep --engine slurm submits a job array, once', () => {
    const submitted = sweep('sweep.yaml', '--engine', 'slurm', '--compute', 'simd');
    expectText(submitted, /submitted 2 trials as job 1;/);
    expectText(sweep('sweep.yaml', '--engine', 'slurm', '--compute', 'simd'), /nothing to submit/);
    expectText(sweep('status', 'sweep.yaml', '--engine', 'slurm'), /^queue +(?:1|2) (?:RUNNING|PENDING)/m);
  });
  await checks.check('slurm: one trial is requeued while it trains, one runs out of time', async () => {
    await until(() => checkpoints().every((steps) => steps.length > 0), 120);
    slurm('scontrol', 'requeue', '1_0');
    slurm('scancel', '--signal=USR1', '--batch', '1_1');
    await until(() => (queue().match(/PENDING/g) ?? []).length === 2, 60);
  });
  await checks.check('slurm: both go on, and end', async () => {
    await until(() => queue() === '', 240);
    const logs = readdirSync(at('runs/sweep/logs')).map((name) =>
      readFileSync(at(`runs/sweep/logs/${name}`), 'utf8'),
    );
    for (const log of logs)
      expectText(log, /interrupted: finishing the step and saving.*continuing from step \d/s);
    expectText(logs.join(''), /Out of time: trial 1 goes on later\./);
  });
  await checks.check('slurm: the results are those of this machine, to the bit', () => {
    const table = sweep('status', 'sweep.yaml', '--json');
    sweep('sweep.yaml', '--runs', 'here', '--jobs', '2', '--threads', '2', '--compute', 'simd');
    const here = sweep('status', 'sweep.yaml', '--runs', 'here', '--json');
    expectText(here, /"status":"finished"/);
    if (table !== here) throw new Error(`Expected\n${here}\ngot\n${table}`);
    for (const { name, step } of table.trim().split('\n').map(JSON.parse)) {
      const weights = `${name}/checkpoints/step-${String(step).padStart(6, '0')}/weights.bin`;
      if (!readFileSync(at(`runs/sweep/${weights}`)).equals(readFileSync(at(`here/sweep/${weights}`))))
        throw new Error(`Expected the same bytes in both ${weights}`);
    }
    console.log(table.replaceAll(/^/gm, '      ').trimEnd());
  });
} finally {
  for (const file of pidFiles) await endDaemon(at(file));
  rmSync(workplace, { recursive: true, force: true });
}
checks.end();

function writeFiles() {
  for (const folder of ['state', 'spool', 'log', 'corpus']) mkdirSync(at(folder));
  const settings = {
    ClusterName: 'longrange',
    SlurmctldHost: `${hostname()}(127.0.0.1)`,
    AuthType: 'auth/munge',
    // A job that was requeued waits so long before it starts again.
    AuthInfo: 'cred_expire=10',
    ProctrackType: 'proctrack/linuxproc',
    TaskPlugin: 'task/none',
    SelectType: 'select/cons_tres',
    SelectTypeParameters: 'CR_Core',
    SlurmctldPort: 16819,
    SlurmdPort: 16820,
    SlurmUser: 'root',
    StateSaveLocation: at('state'),
    SlurmdSpoolDir: at('spool'),
    SlurmctldPidFile: at(pidFiles[0]),
    SlurmdPidFile: at(pidFiles[1]),
    SlurmctldLogFile: at('log/slurmctld'),
    SlurmdLogFile: at('log/slurmd'),
    ReturnToService: 2,
    JobRequeue: 1,
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}\n`);
  lines.push(`NodeName=${hostname()} NodeAddr=127.0.0.1 CPUs=2 RealMemory=2000 State=UNKNOWN\n`);
  lines.push(`PartitionName=p Nodes=${hostname()} Default=YES MaxTime=60 State=UP\n`);
  writeFileSync(at('slurm.conf'), lines.join(''));
  for (let file = 0; file < 12; file++) {
    const text = Array.from({ length: 60 }, (_, line) => `x${file * line} = [${line % 7}, (${file})]\n`);
    writeFileSync(at(`corpus/${file}.py`), text.join(''));
  }
  const fixed = {
    ...{ corpus: '[corpus]', units: 64, layers: 1, embeddingSize: 8, batchSize: 8, sequenceLength: 32 },
    ...{ maxCharacters: 400_000, epochs: 'null', validationEverySteps: 100, checkpointEverySteps: 50 },
  };
  const parameters = Object.entries(fixed).map(([name, value]) => `  ${name}: {value: ${value}}\n`);
  const rates = '  learningRate: {values: [0.003, 0.001]}\n';
  writeFileSync(at('sweep.yaml'), `method: grid\nparameters:\n${rates}${parameters.join('')}`);
}

function queue() {
  return slurm('squeue', '--noheader', '--array', '--format=%K %T').trim();
}

/** The checkpoints of each trial's run. */
function checkpoints() {
  const runs = readdirSync(at('runs/sweep')).filter((name) => /^[0-9a-f]{16}$/.test(name));
  if (runs.length < 2) return [[]];
  return runs.map((name) => {
    try {
      return readdirSync(at(`runs/sweep/${name}/checkpoints`)).filter((step) => /^step-\d+$/.test(step));
    } catch {
      return [];
    }
  });
}

async function until(isMet, seconds) {
  for (const end = Date.now() + 1000 * seconds; Date.now() < end; ) {
    if (isMet()) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`Expected ${isMet} within ${seconds} s; the queue: ${queue()}`);
}

function expectText(text, pattern) {
  if (!pattern.test(text)) throw new Error(`Expected ${pattern}, got\n${text}`);
}

/** By its pid file, and waits for it. */
async function endDaemon(pidFile) {
  try {
    const pid = Number(readFileSync(pidFile, 'utf8'));
    process.kill(pid);
    for (let attempt = 0; attempt < 100; attempt++) {
      process.kill(pid, 0);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  } catch {
    // It has ended.
  }
}
