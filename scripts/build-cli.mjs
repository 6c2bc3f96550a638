// Builds what the command line needs; silent where all is up to date, packages and seconds where it takes a moment, everything where it fails.
import { spawn } from 'node:child_process';

/** Up to date is known by then. */
const SILENT_MS = 1500;
const PLAIN_LINE_MS = 10_000;

const isTerminal = process.stderr.isTTY === true;
const started = performance.now();
let shownMs = Number.NEGATIVE_INFINITY;
let output = '';

const child = spawn('turbo', ['run', 'bundle', '--filter=longrange...', '--output-logs=new-only'], {
  stdio: ['ignore', 'pipe', 'pipe'],
  env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1' },
});
for (const stream of [child.stdout, child.stderr])
  stream.setEncoding('utf8').on('data', (text) => {
    output += text;
  });
const clock = setInterval(show, 500);
child.on('error', (error) => {
  clear();
  console.error(`Expected turbo to build the command line, got: ${error.message}. Hint: pnpm install.`);
  process.exitCode = 1;
});
child.on('close', (code) => {
  clear();
  if (code !== 0) process.stderr.write(output);
  process.exitCode = code ?? 1;
});

/** `building longrange: package 4 of 13, 12 s`; away from a terminal now and then. */
function show() {
  const elapsedMs = performance.now() - started;
  if (elapsedMs < SILENT_MS || (!isTerminal && elapsedMs - shownMs < PLAIN_LINE_MS)) return;
  shownMs = elapsedMs;
  const [, packages] = output.match(/Running bundle in (\d+) packages/) ?? [];
  const begun = new Set(Array.from(output.matchAll(/^(\S+?):bundle: /gm), ([, name]) => name)).size;
  const place = packages === undefined ? '' : `: package ${Math.max(1, begun)} of ${packages}`;
  const text = `building longrange${place}, ${Math.round(elapsedMs / 1000)} s`;
  process.stderr.write(isTerminal ? `\r${text}\u001b[K` : `${text}\n`);
}

function clear() {
  clearInterval(clock);
  if (isTerminal && shownMs > 0) process.stderr.write('\r\u001b[K');
}
