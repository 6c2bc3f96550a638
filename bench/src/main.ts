import { busy } from './busy.ts';
import { families } from './families.ts';
import { profile } from './profile.ts';
import { race, raceNetworks, raceOnTensorFlow } from './race.ts';
import { scaling, scalingOf } from './scaling.ts';

const [what = 'race', argument, count] = process.argv.slice(2);
/** Of networks and profile; all that there are without it. */
const threads = count === undefined ? undefined : Number(count);

switch (what) {
  case 'race':
    await race();
    break;
  case 'networks':
    await raceNetworks(argument, threads);
    break;
  case 'tensorflow':
    await raceOnTensorFlow(argument === 'gpu' ? 'gpu' : 'cpu');
    break;
  case 'busy':
    await busy(argument);
    break;
  case 'profile':
    await profile(argument, threads);
    break;
  case 'families':
    await families(argument, process.argv[4] === 'table');
    break;
  case 'scaling':
    await scaling();
    break;
  case 'scaling-of':
    await scalingOf(Number(argument));
    break;
  default:
    console.error(
      `Expected race, networks, tensorflow, busy, profile, families or scaling, got ${JSON.stringify(what)}.`,
    );
    process.exitCode = 2;
}
