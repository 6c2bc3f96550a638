import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LanguageModel } from '@longrange/eval';
import { expect, it } from 'vitest';
import { createReporter } from '../src/terminal/reporter.ts';
import { openUnderTest } from '../src/under-test/open.ts';
import { startCli } from './testing/run-cli.ts';
import { temporaryFolder } from './testing/tiny.ts';

/** A program of the protocol, in a few lines: characters that it has read in a text are likelier. */
const PROGRAM = `
const alphabet = ['\\n', ...Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i))];
const counts = new Map();
const logs = (own) => {
  const total = own.reduce((sum, one) => sum + one);
  return own.map((one) => Math.log(one / total));
};
const fresh = () => alphabet.map(() => 1);
const answers = {
  hello: () => [{ protocol: 'longrange', version: 1, name: 'counts', alphabet }, logs(fresh())],
  open: ({ sequences }) => sequences.forEach((one) => counts.set(one, fresh())),
  fork: ({ from, to }) => to.forEach((one, i) => counts.set(one, [...counts.get(from[i])])),
  close: ({ sequences }) => sequences.forEach((one) => counts.delete(one)),
  advance({ sequences, steps, rows }, body) {
    const numbers = new Int32Array(body);
    const wanted = new Set(numbers.subarray(numbers.length - rows));
    const found = [];
    numbers.subarray(0, numbers.length - rows).forEach((id, place) => {
      const own = counts.get(sequences[Math.floor(place / steps)]);
      own[id]++;
      if (wanted.has(place)) found.push(...logs(own));
    });
    return [{}, found];
  },
};
let waiting = Buffer.alloc(0);
process.stdin.on('data', (piece) => {
  waiting = Buffer.concat([waiting, piece]);
  while (waiting.length >= 8) {
    const [head, tail] = [waiting.readUInt32LE(0), waiting.readUInt32LE(4)];
    if (waiting.length < 8 + head + tail) return;
    const header = JSON.parse(waiting.subarray(8, 8 + head));
    const body = Uint8Array.from(waiting.subarray(8 + head, 8 + head + tail)).buffer;
    waiting = waiting.subarray(8 + head + tail);
    const [reply = {}, numbers = []] = answers[header.ask](header, body) ?? [];
    const [json, floats] = [Buffer.from(JSON.stringify(reply)), Buffer.from(Float32Array.from(numbers).buffer)];
    const lengths = Buffer.alloc(8);
    lengths.writeUInt32LE(json.length, 0);
    lengths.writeUInt32LE(floats.length, 4);
    process.stdout.write(Buffer.concat([lengths, json, floats]));
  }
});
`;

/** Writes a program into a folder, and returns its name as a model. */
async function command(name: string, script: string, cwd?: string): Promise<string> {
  const folder = cwd ?? (await temporaryFolder());
  await writeFile(join(folder, name), script);
  return `command:"${process.execPath}" "${join(folder, name)}"`;
}

const open = (words: string) =>
  openUnderTest(words, { runs: 'runs', seed: 0, engine: 'auto' } as never, createReporter(process.stdout));

it('asks the model of a program in another language', async () => {
  const words = await command('counts.mjs', PROGRAM);
  const opened = await open(words);
  expect(opened).toMatchObject({
    training: null,
    limits: null,
    outputPrefix: join('runs/files/eval/counts'),
  });
  const { model, record } = opened.ask([]);
  const [scores] = await (model as LanguageModel).score(['aab', 'λa'], { resetEvery: null });
  // Each character has been counted once beforehand.
  const shares = [1 / 96, 2 / 97, 1 / 98];
  expect([...scores!]).toEqual(shares.map((share) => expect.closeTo(Math.log(share), 5)));
  expect(record()).toMatchObject({ run: 'counts', checkpoint: words });
  await opened.close();
});

it.each([
  ['process.exit(3)', /^Expected an answer of `.*`, got its end with exit code 3\.$/],
  ['throw new TypeError("no weights")', /got its end with exit code 1 \(.*\)\.$/],
  ['console.log("Loading"); setInterval(() => {}, 1000)', /got "Loading" in place of a frame\.$/],
])('says in one error what is wrong with %s', async (script, message) => {
  await expect(open(await command('program.mjs', script))).rejects.toThrow(message);
});

it.skipIf(process.platform === 'win32')('ends the program at Ctrl-C', async () => {
  const cwd = await temporaryFolder();
  const words = await command(
    'program.cjs',
    `require('node:fs').writeFileSync('pid', process.pid + '.'); process.stdin.resume(); process.on('SIGINT', () => {});`,
    cwd,
  );
  const cli = startCli(['eval', '--model', words], { cwd });
  const read = () => readFile(join(cwd, 'pid'), 'utf8').catch(() => '');
  await expect.poll(read, { timeout: 60_000 }).toMatch(/\.$/);
  const pid = Number.parseInt(await read(), 10);
  cli.child.kill('SIGINT');
  expect(await cli.result).toMatchObject({ code: 130 });
  await expect.poll(() => isRunning(pid), { timeout: 60_000 }).toBe(false);
});

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
