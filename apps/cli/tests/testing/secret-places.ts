import { mkdir, readdir, readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { expect } from 'vitest';
import { listen } from './listen.ts';
import { runCli } from './run-cli.ts';
import { temporaryFolder, writeTinyCorpus } from './tiny.ts';

/** Beginning of every secret, which occurs in no other text. */
const MARK = 'qZ7LEAK9';

/** Returns a secret with characters that must be escaped in URLs, JSON, HTML and XML. */
export function secretOf(place: string): string {
  return `${MARK}/${place}+"<&'=`;
}

/** Spells every character of a text as JSON's \u escape. */
export function escapeAll(text: string): string {
  return Array.from(text, (one) => `\\u00${one.charCodeAt(0).toString(16)}`).join('');
}

/** Encodings of the mark; in base64 at each alignment, without the letters that depend on neighboring bytes. */
const spellings = [
  MARK,
  escapeAll(MARK),
  Buffer.from(MARK).toString('hex'),
  ...[0, 2, 3].map((clean, before) =>
    Buffer.from(`${'x'.repeat(before)}${MARK}`)
      .toString('base64')
      .slice(clean, 10),
  ),
];

/** Finds secrets in a text, in any spelling. */
export function leaksIn(text: string): string[] {
  return spellings.filter((one) => text.includes(one));
}

/** Variables of this process that may hold secrets or name places that do. */
const inherited = Object.fromEntries(
  Object.keys(process.env)
    .filter((name) => /^(npm_config|pip)|key|token|secret/i.test(name))
    .map((name) => [name, undefined]),
);

/** Makes a working folder `cwd` and a separate folder `home`. */
export async function secretKeeping() {
  const root = await temporaryFolder();
  const [cwd, home] = [join(root, 'work'), join(root, 'home')];
  await Promise.all([mkdir(cwd), mkdir(home)]);
  await writeTinyCorpus(cwd);
  /** Runs a command, and searches all its output and files for secrets. */
  const run = async (words: readonly string[], environment: NodeJS.ProcessEnv) => {
    const places = { ...inherited, HOME: home, LONGRANGE_CACHE: join(cwd, 'cache') };
    const result = await runCli(words, { cwd, environment: { ...places, ...environment } });
    const entries = await readdir(root, { recursive: true, withFileTypes: true });
    const written = entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
    for (const file of written) expect(leaksIn(await readFile(file, 'latin1')), file).toEqual([]);
    for (const text of [result.stdout, result.stderr, ...written]) expect(leaksIn(text), text).toEqual([]);
    expect(result.stderr).not.toMatch(/^error: unexpected|a defect of longrange/m);
    expect(result.signal).toBeNull();
    return { ...result, written };
  };
  return { cwd, home, run };
}

/** Makes a server's reply from what it was sent. */
export type Quoting = (quoted: string) => {
  readonly status: number;
  readonly type: string;
  readonly body: string;
};

/** Starts a server that repeats what it was sent, in its status line and headers too. */
export async function serveQuotes(answer: Quoting) {
  const sent: string[] = [];
  const server = createServer((request, response) => {
    const quoted = quote(request);
    sent.push(quoted);
    const { status, type, body } = answer(quoted);
    const plain = quoted.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, 4000);
    request.resume().on('end', () => {
      response.writeHead(status, `No ${plain}`, { 'content-type': type, 'x-said': plain }).end(body);
    });
  });
  return { host: `127.0.0.1:${await listen(server)}`, sent };
}

/** Returns everything in a request that identifies the sender, raw and decoded. */
function quote({ headers, url = '' }: IncomingMessage): string {
  const { authorization = '' } = headers;
  const unpacked = Buffer.from(authorization.replace(/^\w+ /, ''), 'base64').toString();
  const told = Object.entries(headers).filter(([name]) => /auth|token|key/.test(name));
  return `${JSON.stringify(told)} ${authorization} ${unpacked} ${decodeURIComponent(url)}`;
}
