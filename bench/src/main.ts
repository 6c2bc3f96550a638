import { availableParallelism } from 'node:os';
import { limit } from './limit.ts';
import { race, raceNetworks, raceOnTensorFlow } from './race.ts';

const [what = 'race', argument = '', count] = process.argv.slice(2);
const threads = count === undefined ? availableParallelism() : Number(count);

if (what === 'race') await race(argument, threads);
else if (what === 'limit') await limit(argument, threads);
else if (what === 'networks') await raceNetworks(argument, threads);
else if (what === 'tensorflow') await raceOnTensorFlow(argument === 'gpu' ? 'gpu' : 'cpu', threads);
else {
  console.error(`Expected race, limit, networks or tensorflow, got ${JSON.stringify(what)}.`);
  process.exitCode = 2;
}
