import { spawn } from 'node:child_process';
import { mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { run } from '../shell.mjs';

/** The last minor version for Node 20. Not a dependency of the workspace: only this check needs it, and it is large. */
const VERDACCIO = {
  private: true,
  dependencies: { verdaccio: '6.8.0' },
  // One of its dependencies asks for this one by a tag (`cjs`), which a mirror of the registry need not have.
  overrides: { 'node-fetch': '2.7.0' },
};
const START_TIMEOUT_MS = 60_000;

/**
 * Starts a registry of its own below `folder`, on 127.0.0.1. It holds what is published to it under our names, and passes everything else
 * on to the registry that npm is set to.
 *
 * @returns `{ url, stop }`
 */
export async function startRegistry(folder) {
  mkdirSync(folder, { recursive: true });
  const upstream = run('npm', ['config', 'get', 'registry'], { cwd: folder }).trim();
  writeFileSync(join(folder, 'package.json'), JSON.stringify(VERDACCIO));
  run('npm', ['install', '--no-audit', '--no-fund'], { cwd: folder, timeoutMs: 600_000 });
  writeFileSync(join(folder, 'config.yaml'), configuration(upstream));
  const port = await freePort();
  const log = join(folder, 'verdaccio.log');
  const output = openSync(log, 'w');
  const child = spawn(
    process.execPath,
    [
      join(folder, 'node_modules/verdaccio/bin/verdaccio'),
      ...['--config', join(folder, 'config.yaml'), '--listen', `127.0.0.1:${port}`],
    ],
    { cwd: folder, stdio: ['ignore', output, output] },
  );
  const url = `http://127.0.0.1:${port}/`;
  try {
    await answers(`${url}-/ping`, () => child.exitCode === null);
  } catch {
    child.kill('SIGKILL');
    throw new Error(`Expected Verdaccio to answer, got:\n${readFileSync(log, 'utf8')}`);
  }
  return { url, stop: () => child.kill('SIGTERM') };
}

function configuration(upstream) {
  const ours = { access: '$all', publish: '$all' };
  // JSON is YAML too.
  return JSON.stringify({
    storage: './storage',
    auth: { htpasswd: { file: './htpasswd' } },
    uplinks: { upstream: { url: upstream, timeout: '120s', maxage: '1h', max_fails: 20 } },
    packages: { '@longrange/*': ours, longrange: ours, '**': { access: '$all', proxy: 'upstream' } },
    max_body_size: '100mb',
    log: { type: 'stdout', format: 'pretty', level: 'warn' },
  });
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

async function answers(url, isAlive) {
  const until = performance.now() + START_TIMEOUT_MS;
  while (performance.now() < until && isAlive()) {
    const response = await fetch(url).catch(() => undefined);
    if (response?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error('no answer');
}
