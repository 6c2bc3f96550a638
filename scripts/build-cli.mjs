// Builds what the command line needs; silent where all is up to date, one line where it takes a moment, everything where it fails.
import { spawn } from 'node:child_process';

const announcement = setTimeout(() => process.stderr.write('building longrange …\n'), 1500);
const child = spawn('turbo', ['run', 'bundle', '--filter=longrange...', '--output-logs=errors-only'], {
  stdio: ['ignore', 'pipe', 'pipe'],
  env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1' },
});
const output = [];
child.stdout.on('data', (chunk) => output.push(chunk));
child.stderr.on('data', (chunk) => output.push(chunk));
child.on('error', (error) => {
  clearTimeout(announcement);
  console.error(`Expected turbo to build the command line, got: ${error.message}. Hint: pnpm install.`);
  process.exitCode = 1;
});
child.on('close', (code) => {
  clearTimeout(announcement);
  if (code !== 0) process.stderr.write(Buffer.concat(output));
  process.exitCode = code ?? 1;
});
