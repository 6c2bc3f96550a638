import { compileWide } from './compile-wide.ts';

// What a child process runs where V8 is not known (see try-in-child.ts); scripts/build-trial.mjs makes one script of it.
// Standard input: the two builds as base64, a line each. Standard output: one line, what the trial has found.
const input: string[] = [];
process.stdin.setEncoding('utf8');
process.stdin.on('data', (part: string) => input.push(part));
process.stdin.on('end', () => {
  const [wide, narrow] = input.join('').split('\n');
  const trial = compileWide(wide!, narrow!);
  console.log(`longrange-trial ${JSON.stringify(trial.works ? {} : { reason: trial.reason })}`);
});
