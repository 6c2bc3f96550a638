import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

const PATIENCE_MS = 10_000;

/** Debian's redis-server on a free port of 127.0.0.1, with its queue in an append-only file, as docs/guides/sweep.md has it. It may be stopped and started. */
export class RedisServer {
  #process: ChildProcess | undefined;
  #port = 0;
  readonly #folder: string;
  readonly #password: string;

  constructor(folder: string, password: string) {
    this.#folder = folder;
    this.#password = password;
  }

  /** Chooses the port. Returns the address, without the password. */
  async reserve(): Promise<string> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    this.#port = (server.address() as { port: number }).port;
    server.close();
    await once(server, 'close');
    return `redis://127.0.0.1:${this.#port}`;
  }

  async start(): Promise<void> {
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

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    const process = this.#process;
    this.#process = undefined;
    if (process?.kill(signal)) await once(process, 'exit');
  }

  #answers(): boolean {
    const env = { ...process.env, REDISCLI_AUTH: this.#password };
    return spawnSync('redis-cli', ['-p', `${this.#port}`, 'PING'], { env }).stdout?.toString() === 'PONG\n';
  }
}
