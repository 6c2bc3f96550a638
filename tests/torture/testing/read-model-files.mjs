// A process that reads files of models as they come, with the built reader, and says what became of each. ModelReader starts it.
import { Worker } from 'node:worker_threads';
import { LongrangeError, showControls } from '../../../packages/errors/dist/index.js';
import { readModelFile } from '../../../packages/formats/dist/index.js';
import { parameterSpecifications } from '../../../packages/model/dist/internal.js';

/** Reads a file: a model as its configuration says, or an error of ours; anything else is a defect. */
async function outcomeOf(name, bytes) {
  try {
    const { config, values } = await readModelFile(bytes, name);
    for (const { name: parameter, shape } of parameterSpecifications(config)) {
      const numbers = values.get(parameter);
      if (numbers?.length !== shape.reduce((product, size) => product * size, 1))
        return { defect: `${parameter} of another size` };
      if (!numbers.every(Number.isFinite)) return { defect: `${parameter} not finite` };
    }
    return { code: 'none' };
  } catch (error) {
    if (!(error instanceof LongrangeError)) return { defect: String(error?.stack ?? error).slice(0, 1000) };
    const { code, exitCode, message, hint } = error;
    if (
      !/^FORMAT_/.test(code) ||
      exitCode !== 2 ||
      !hint ||
      message.length > 2000 ||
      showControls(message) !== message
    )
      return { defect: `an error that is not clear: ${code} ${message.slice(0, 500)}` };
    return { code };
  }
}

/** Processor time, microseconds; a sound file takes milliseconds. On a busy machine the clock would tell nothing. */
const MOST_CPU = 5_000_000;
const since = new BigInt64Array(new SharedArrayBuffer(8));
const watch = `const { workerData } = require('node:worker_threads');
setInterval(() => {
  const { user, system } = process.cpuUsage();
  const start = Number(Atomics.load(workerData, 0));
  if (start > 0 && user + system - start > ${MOST_CPU}) process.kill(process.pid, 'SIGTERM');
}, 200);`;
new Worker(watch, { eval: true, workerData: since }).unref();

process.on('message', async ({ name, bytes }) => {
  const start = process.cpuUsage();
  Atomics.store(since, 0, BigInt(start.user + start.system));
  const outcome = await outcomeOf(name, bytes);
  Atomics.store(since, 0, 0n);
  process.send({ ...outcome, peakBytes: 1024 * process.resourceUsage().maxRSS });
});
