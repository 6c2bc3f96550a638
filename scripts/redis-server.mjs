import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { run } from './shell.mjs';

const PATIENCE_MS = 10_000;

/** Debian's redis-server on a free port of 127.0.0.1, with its queue in an append-only file, as docs/guides/sweep.md has it. It may be stopped and started. */
export class RedisServer {
  /** @type {import('node:child_process').ChildProcess | undefined} */
  #process;
  #port = 0;
  #folder;
  #password;

  /**
   * @param {string} folder where it keeps its file
   * @param {string} password
   */
  constructor(folder, password) {
    this.#folder = folder;
    this.#password = password;
  }

  /** Chooses the port. @returns the address, without the password */
  async reserve() {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('Expected a port, got none');
    this.#port = address.port;
    server.close();
    await once(server, 'close');
    return `redis://127.0.0.1:${this.#port}`;
  }

  async start() {
    const settings = {
      ...{ port: this.#port, bind: '127.0.0.1', dir: this.#folder, requirepass: this.#password },
      ...{ save: '', appendonly: 'yes' },
    };
    const words = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
    this.#process = spawn('redis-server', words, { stdio: 'ignore' });
    for (const end = Date.now() + PATIENCE_MS; !this.#answers(); await pause(100))
      if (Date.now() > end)
        throw new Error(`Expected redis-server to answer on port ${this.#port}, got nothing`);
  }

  /** @param {NodeJS.Signals} [signal] */
  async stop(signal = 'SIGTERM') {
    const process = this.#process;
    this.#process = undefined;
    if (process?.kill(signal)) await once(process, 'exit');
  }

  #answers() {
    const environment = { REDISCLI_AUTH: this.#password };
    try {
      return (
        run('redis-cli', ['-p', `${this.#port}`, 'PING'], { environment, outputOnly: true }).trim() === 'PONG'
      );
    } catch {
      return false;
    }
  }
}
