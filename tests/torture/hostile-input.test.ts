import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadCorpus } from '@longrange/corpus';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ProgramResult, runProgram } from './testing/run-program.ts';
import { beginOn, RUN } from './testing/runs.ts';

/** Four times what reading the standard library takes. */
const MOST_BYTES = 1.2 * 2 ** 30;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longrange-hostile-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const measure = (source: string): Promise<ProgramResult> =>
  runProgram(['eval', '--text', source, '--output', 'out'], { cwd: folder, measurePeak: true });

const learn = (source: string): Promise<ProgramResult> =>
  runProgram(beginOn(source), { cwd: folder, measurePeak: true });

function expectRefusal({ code, signal, stderr }: ProgramResult): void {
  expect(signal).toBeNull();
  expect([1, 2]).toContain(code);
  expect(stderr).toMatch(/^error: (?:Expected|Cannot) .*\n(hint: .*\n)?$/);
  expect(stderr).not.toContain('defect');
}

// reliability: folders
it('reads a folder of 130,000 files: more than a call takes arguments', async () => {
  const crowd = join(folder, 'crowd', 'below');
  await mkdir(crowd, { recursive: true });
  await writeFile(join(crowd, 'a.py'), 'a = (1, 2)\n');
  for (let index = 1; index < 130_000; index++) writeFileSync(join(crowd, `${index}.txt`), '');
  const result = await measure('crowd');
  expect(result).toMatchObject({ code: 0, stderr: '' });
  expect(result.stdout).toContain('129,999 with another extension');
  await rm(crowd, { recursive: true });
});

// reliability: memory
it('measures a library in a heap of five times its size, and refuses it beforehand in one of three times', async () => {
  const library = join(folder, 'library');
  await mkdir(library);
  const train = (await loadCorpus({ sources: ['stdlib'] })).split('train');
  for (const index of train.documents.keys())
    await writeFile(join(library, `${index}.py`), train.text(index));
  /** Of it the program itself takes 25 MiB. */
  const measureIn = (times: number): Promise<ProgramResult> =>
    runProgram(['eval', '--text', 'library', '--output', 'out'], {
      cwd: folder,
      heapMebibytes: 25 + Math.ceil((times * train.characters) / 2 ** 20),
    });
  expect(await measureIn(5)).toMatchObject({ code: 0, stderr: '' });
  const refused = await measureIn(3);
  expectRefusal(refused);
  expect(refused.stderr).toMatch(/^error: Expected code that can be measured in /);
  await rm(library, { recursive: true });
});

/** What lies about in folders: a FIFO, links to a device, out of the folder, to itself and to nowhere. */
async function makeOddFolder(): Promise<void> {
  const odd = join(folder, 'odd');
  await mkdir(odd);
  execFileSync('mkfifo', [join(odd, 'fifo.py')]);
  await symlink('/dev/zero', join(odd, 'zero.py'));
  await symlink('/proc', join(odd, 'proc'));
  await symlink('..', join(odd, 'up'));
  await symlink('.', join(odd, 'self'));
  await symlink('nowhere.py', join(odd, 'broken.py'));
  for (const name of ['a', 'b', 'c']) {
    await writeFile(join(odd, `${name}.py`), `def ${name}(x):\n    return [x, (1, 2)]\n`.repeat(40));
  }
}

describe('a folder of odd things', () => {
  beforeAll(makeOddFolder);

  // reliability: folders
  it.each(['odd', 'odd/self', 'odd/up'])(
    'what is sound in %s is read, and the rest counted',
    async (path) => {
      for (const command of [learn, measure]) {
        const result = await command(path);
        expect(result).toMatchObject({ code: 0, stderr: '' });
        expect(result.stdout).toMatch(/\b3 documents\b/);
        if (path === 'odd') expect(result.stdout).toMatch(/links?\b/);
        expect(result.peakBytes).toBeLessThan(MOST_BYTES);
      }
      await rm(join(folder, 'runs'), { recursive: true, force: true });
    },
  );

  const odd = ['fifo.py', 'proc', 'zero.py', 'broken.py'].map((name) => `odd/${name}`);
  // reliability: files
  it.each([...odd, '/dev/zero', '/proc/self/mem', '/dev/stdin'])('nobody waits for %s', async (path) => {
    for (const command of [learn, measure]) {
      const result = await command(path);
      expectRefusal(result);
      expect(result.peakBytes).toBeLessThan(MOST_BYTES);
    }
    expect(existsSync(join(folder, 'runs', RUN))).toBe(false);
  });
});
