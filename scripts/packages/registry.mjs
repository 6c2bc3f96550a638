import { spawn } from 'node:child_process';
import { mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, run, until } from '../shell.mjs';

/** The last minor version for Node 20. Not a dependency of the workspace: only this check needs it, and it is large. */
const VERDACCIO = {
  private: true,
  dependencies: { verdaccio: '6.8.0' },
  // One of its dependencies requires this package by a tag (`cjs`), which a mirror of the registry may lack.
  overrides: { 'node-fetch': '2.7.0' },
};
const START_SECONDS = 60;

/**
 * Starts a separate registry below `folder`, on 127.0.0.1. It holds what is published to it under our names, and forwards all other
 * requests to the registry that npm is set to.
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
  const answers = () =>
    fetch(`${url}-/ping`).then(
      ({ ok }) => ok,
      () => false,
    );
  await until(answers, START_SECONDS, 'an answer of Verdaccio').catch((error) => {
    child.kill('SIGKILL');
    throw new Error(`${error.message}\n${readFileSync(log, 'utf8')}`);
  });
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
