import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LongrangeError } from '@longrange/errors';
import { afterAll, expect, it } from 'vitest';
import { type GgufOptions, openWith } from '../src/open-gguf.ts';
import { places, type StandIn, writeStandIn } from './testing/stand-in.ts';
import { tinyGguf } from './testing/tiny-gguf.ts';

const folder = mkdtempSync(join(tmpdir(), 'longrange-llama-'));
const file = join(folder, 'tiny.gguf');
writeFileSync(file, tinyGguf());
afterAll(() => rmSync(folder, { recursive: true }));

let libraries = 0;

/** Opens the file with a library that does these things, and asks it for tokens and for an answer. */
async function ask(does: StandIn, options: GgufOptions = {}) {
  const name = `library-${++libraries}`;
  const gguf = await openWith([writeStandIn(folder, name, does)], file, { threads: 1, ...options }).catch(
    (error) => error,
  );
  const noted = join(folder, `${name}.mjs.pid`);
  // On a busy machine it may be given up before it has begun.
  const pid = existsSync(noted) ? Number(readFileSync(noted, 'utf8')) : Number.NaN;
  if (gguf instanceof Error) return { error: gguf, pid };
  const answers = [() => gguf.asking.tokenize('ab'), () => gguf.asking.open([3])];
  try {
    for (const answer of answers) await answer();
    return { error: undefined, pid };
  } catch (error) {
    return { error: error as Error, pid };
  } finally {
    await gguf.dispose();
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function untilGone(pid: number): Promise<void> {
  while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 20));
}

const endings: readonly (readonly [what: string, does: string, got: string])[] = [
  ['aborts', 'process.abort();', 'llama.cpp was ended by SIGABRT'],
  ['crashes', "process.kill(process.pid, 'SIGSEGV'); for (;;);", 'llama.cpp was ended by SIGSEGV'],
  ['ends', 'process.exit(3);', 'llama.cpp ended with exit code 3'],
  ['ends as if all were well', 'process.exit();', 'llama.cpp ended with exit code 0'],
  ['hangs up', 'process.disconnect(); await new Promise(() => {});', 'llama.cpp was ended by SIGKILL'],
  [
    'aborts after much that it prints',
    "process.stderr.write('x'.repeat(2 ** 15) + '\\nGGML_ASSERT(eps >= 0) failed \\u001b[31m' + 'y'.repeat(400) + '\\n'); process.abort();",
    `llama.cpp was ended by SIGABRT (GGML_ASSERT(eps >= 0) failed ␛[31m${'y'.repeat(266)})`,
  ],
  [
    'throws where nobody listens',
    "setImmediate(() => { throw new Error('out of the blue'); }); await new Promise(() => {});",
    'llama.cpp ended with exit code 1 (Error: out of the blue)',
  ],
  ['throws', "throw new TypeError('no such tensor\\nand more');", 'TypeError: no such tensor'],
];

/** `.ci/run` tries every ending at every place, the default suite each at every third one. */
const isWhole = process.env.LONGRANGE_WHOLE === '1';
const cases = places.flatMap((place, p) =>
  endings
    .filter((_, e) => isWhole || (p + e) % 3 === 1)
    .filter(([, does]) => place !== 'tokenize' || !does.includes('await'))
    .map(([what, does, got]) => ({ place, what, does, got })),
);

// reliability: gguf, gguf-writer
it.each(cases)('says so where the library $what at $place', async ({ place, what, does, got }) => {
  const { error, pid } = await ask({ [place]: does });
  const isOpen = place === 'tokenize' || place === 'evaluate';
  const isMissing = place === 'import' && what === 'throws';
  const expected = isOpen ? 'an answer of the model in' : 'a model in a GGUF file at';
  expect(error).toBeInstanceOf(LongrangeError);
  expect(error).toMatchObject({
    code: isMissing ? 'LLAMA_MISSING' : isOpen ? 'GGUF_FAILED' : 'GGUF_UNREADABLE',
    exitCode: isOpen ? 1 : 2,
    message: isMissing
      ? `Expected the npm package node-llama-cpp, which reads GGUF files, got: ${got}`
      : `Expected ${expected} ${file}, got: ${got}`,
    hint: expect.any(String),
  });
  await untilGone(pid);
});

it.concurrent.each([
  // What waits in its only thread answers as little as what goes round, and takes no time of others.
  ...['import', 'tokenize'].map((place) => [
    place,
    'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);',
  ]),
  ['evaluate', 'for (;;);'],
  ['evaluate', 'await new Promise(() => {});'],
])('gives up a library that goes round for ever, or waits for ever, at %s', async (place, does) => {
  const { error, pid } = await ask({ [place!]: does }, { patienceSeconds: 1.5 });
  expect(error).toBeInstanceOf(LongrangeError);
  expect(error?.message).toMatch(/^Expected .*tiny\.gguf, got: no answer of llama\.cpp for 1\.5 s$/);
  await untilGone(pid);
});

// reliability: gguf
it.concurrent('waits for as long as there are signs of progress', async () => {
  const loading = `for (let share = 0; share < 1; share += 0.1) {
    await new Promise((resolve) => setTimeout(resolve, 170));
    onLoadProgress(share);
  }`;
  // 512 tokens each.
  const reading = 'await new Promise((resolve) => setTimeout(resolve, 340));';
  const library = writeStandIn(folder, 'slow', { loadModel: loading, evaluate: reading });
  const gguf = await openWith([library], file, { contextSize: 4096, patienceSeconds: 1.5 });
  const { logProbabilities } = await gguf.asking.open(Array<number>(2500).fill(3));
  expect(logProbabilities.slice(0, 3)).not.toContain(Number.NaN);
  await gguf.dispose();
});

// reliability: programs
it.concurrent.each(['for (;;);', 'await new Promise(() => {});'])(
  'does not outlive its parent that is killed: %s',
  async (does) => {
    const name = `left-${++libraries}`;
    const library = writeStandIn(folder, name, { import: does });
    const child = fileURLToPath(new URL('../src/llama-child.js', import.meta.url));
    const parent = join(folder, `${name}-parent.mjs`);
    writeFileSync(
      parent,
      `import { fork } from 'node:child_process';
const child = fork(${JSON.stringify(child)}, [String(process.pid)], { serialization: 'advanced', detached: true });
child.send({ id: 1, name: 'load', question: { library: ${JSON.stringify(library)} } }, () => setTimeout(() => process.send(child.pid), 500));`,
    );
    const one = fork(parent);
    const [pid] = await once(one, 'message');
    expect(isAlive(pid)).toBe(true);
    one.kill('SIGKILL');
    await untilGone(pid);
  },
);

const giving = (probabilities: string): string =>
  `return [{ next: { probabilities: new Map([[${probabilities}]]) } }];`;
const garbage: readonly (readonly [what: keyof StandIn, does: string, got: string])[] = [
  ['evaluate', giving('1, NaN'), 'the probability NaN of token 1'],
  ['evaluate', giving('1, 1e300'), 'the probability Infinity of token 1'],
  ['evaluate', giving('266, 1'), 'the probability 1 of token 266'],
  ['evaluate', giving('1, 1], [2, 1], [3, 1'), 'probabilities that sum to 3'],
  ['evaluate', 'return [{ next: { probabilities: new Map() } }];', 'no probabilities'],
  ['evaluate', 'process.send({ id: 5, answer: 5 });', 'no probabilities'],
  ['evaluate', 'process.send({ id: 5, thrown: { toString: 5 } });', 'no probabilities'],
  ['evaluate', 'return null;', "TypeError: Cannot read properties of null (reading 'at')"],
  ['evaluate', 'throw { toString() { throw 1; } };', 'llama.cpp ended with exit code 1'],
  ['tokenize', 'return null;', 'TypeError: '],
  ['loadModel', 'return {};', "TypeError: Cannot read properties of undefined (reading 'bos')"],
  ['loadModel', 'return { ...model, trainContextSize: -5 };', 'no description of the model'],
  ['loadModel', 'return { ...model, typeDescription: Symbol() };', 'Error: Symbol() could not be cloned.'],
];

// reliability: gguf, gguf-writer, distributions
it.each(garbage)('does not believe what is no answer, at %s: %s', async (place, does, got) => {
  const { error, pid } = await ask({ [place]: does });
  expect(error).toBeInstanceOf(LongrangeError);
  expect(error?.message.split(', got: ')[1]).toContain(got);
  await untilGone(pid);
});

it.each([
  "for (const one of [null, 5, 'x', [], {}, { id: -1 }, { id: {} }, { id: 99, answer: 1 }]) process.send(one);",
  "for (const to of [process.stdout, process.stderr]) to.write('x'.repeat(2 ** 23));",
])('takes no notice of messages that answer nothing, or of what the library prints: %s', async (does) => {
  expect(await ask({ import: does, evaluate: does })).toMatchObject({ error: undefined });
});

it('tells the library nothing that it does not need to know', async () => {
  process.env.LONGRANGE_API_KEY = 'secret';
  const names = 'return { ...model, typeDescription: Object.keys(process.env).sort().join() };';
  const gguf = await openWith([writeStandIn(folder, 'names', { loadModel: names })], file, {});
  delete process.env.LONGRANGE_API_KEY;
  await gguf.dispose();
  expect(gguf.description.split(',')).toEqual(
    expect.arrayContaining(['GGML_NO_BACKTRACE', 'LONGRANGE_LLAMA', 'PATH']),
  );
  expect(gguf.description).not.toMatch(/API_KEY|VITEST|npm_/);
});

it('says that no process can be started, and starts none in the process of another', async () => {
  const { execPath, env } = process;
  const refused = (got: string) =>
    expect(openWith([writeStandIn(folder, 'none', {})], file, {})).rejects.toMatchObject({
      code: 'GGUF_UNREADABLE',
      message: expect.stringContaining(got),
    });
  try {
    process.execPath = join(folder, 'no-node');
    await refused('no-node ENOENT');
    env.LONGRANGE_LLAMA = '1';
    await refused('no process of llama.cpp: this process is itself one');
  } finally {
    process.execPath = execPath;
    delete env.LONGRANGE_LLAMA;
  }
});

it('asks nothing of a model that was disposed of, twice', async () => {
  const gguf = await openWith(
    [writeStandIn(folder, 'closed', { evaluate: 'await new Promise(() => {});' })],
    file,
    {},
  );
  const waiting = gguf.asking.open([3]).catch((error) => error);
  await Promise.all([gguf.dispose(), gguf.dispose()]);
  for (const error of [await waiting, await gguf.asking.tokenize('a').catch((error) => error)])
    expect(error).toMatchObject({
      code: 'GGUF_FAILED',
      message: expect.stringContaining('llama.cpp was closed'),
    });
});
