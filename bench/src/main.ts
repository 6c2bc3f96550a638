import { profile } from './profile.ts';
import { race, raceOnTensorFlow } from './race.ts';
import { repeat } from './repeat.ts';
import { scaling, scalingOf } from './scaling.ts';

const [what = 'race', argument, ...others] = process.argv.slice(2);

switch (what) {
  case 'race':
    await race();
    break;
  case 'tensorflow':
    await raceOnTensorFlow(argument === 'gpu' ? 'gpu' : 'cpu');
    break;
  case 'profile':
    await profile();
    break;
  case 'scaling':
    await scaling();
    break;
  case 'scaling-of':
    await scalingOf(Number(argument));
    break;
  case 'repeat':
    await repeat(argument, ...others);
    break;
  default:
    console.error(`Expected race, tensorflow, profile, scaling or repeat, got ${JSON.stringify(what)}.`);
    process.exitCode = 2;
}
