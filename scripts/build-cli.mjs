// Builds what the command line needs. Silent if it takes a moment, one line if it takes longer, everything if it fails.
import { spawn } from 'node:child_process';

/** Time after which turbo knows whether everything is up to date. */
const SILENT_MS = 1500;

const notice = setTimeout(() => console.error('building longrange: about a minute'), SILENT_MS);
let output = '';
const child = spawn('turbo', ['run', 'bundle', '--filter=longrange...', '--output-logs=new-only'], {
  stdio: ['ignore', 'pipe', 'pipe'],
  env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1' },
});
for (const stream of [child.stdout, child.stderr])
  stream.setEncoding('utf8').on('data', (text) => {
    output += text;
  });
child.on('error', (error) => {
  output += `Expected turbo to build the command line, got: ${error.message}. Hint: pnpm install.\n`;
});
child.on('close', (code) => {
  clearTimeout(notice);
  if (code !== 0) process.stderr.write(output);
  process.exitCode = code || (code === 0 ? 0 : 1);
});
