import { spawn } from 'node:child_process';
import { mkdir, readdir, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/toy.ts';
import { newOwner, type Owner, ownIdentity } from './lock-file.ts';
import { RunLock } from './run-lock.ts';

async function runFolder(): Promise<string> {
  return join(await temporaryFolder(), 'runs', 'toy');
}

/** A process id that was in use and is not anymore. */
async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '']);
  await new Promise((resolve) => child.on('exit', resolve));
  return child.pid!;
}

/** The lock of another process. */
async function lockedBy(folder: string, process: Partial<Owner['process']>, name = 'run.lock') {
  const owner = newOwner();
  await mkdir(folder, { recursive: true });
  const content = JSON.stringify({ ...owner, process: { ...owner.process, ...process } });
  await writeFile(join(folder, name), content);
  return owner.token;
}

const refusal = { code: 'RUN_LOCKED', exitCode: 2 };
const linux = process.platform === 'linux';

// reliability: one-owner
describe('RunLock', () => {
  it('is one process’s at a time, and leaves nothing', async () => {
    const folder = await runFolder();
    const first = await RunLock.acquire(folder);
    expect(await readdir(folder)).toEqual(['run.lock']);
    await expect(RunLock.acquire(folder)).rejects.toMatchObject({
      ...refusal,
      message: expect.stringContaining(`got process ${process.pid} on ${ownIdentity().host}, since 2`),
    });
    expect(await first.isHeld()).toBe(true);
    await first.release();
    expect(await readdir(join(folder, '..'))).toEqual([]);
    const second = await RunLock.acquire(folder);
    await writeFile(join(folder, 'config.json'), '{}');
    expect([await first.isHeld(), await second.isHeld()]).toEqual([false, true]);
    await first.release();
    expect(await second.isHeld()).toBe(true);
    await second.release();
    expect(await readdir(folder)).toEqual(['config.json']);
  });

  it('goes to one of many who come at once, to a free run and to one whose owner is dead', async () => {
    for (const stale of [false, true]) {
      for (let round = 0; round < 2; round++) {
        const folder = await runFolder();
        if (stale) await lockedBy(folder, { pid: await deadPid() });
        const results = await Promise.allSettled(Array.from({ length: 8 }, () => RunLock.acquire(folder)));
        const won = results.filter((result) => result.status === 'fulfilled');
        expect(won).toHaveLength(1);
        for (const result of results)
          if (result.status === 'rejected') expect(result.reason).toMatchObject(refusal);
        expect(await readdir(folder)).toEqual(['run.lock']);
        expect(await won[0]!.value.isHeld()).toBe(true);
        await won[0]!.value.release();
      }
    }
  });

  it('takes over where a process was killed while it took over', async () => {
    const folder = await runFolder();
    const pid = await deadPid();
    const first = await lockedBy(folder, { pid });
    const second = await lockedBy(folder, { pid }, `run.lock.after-${first}`);
    await lockedBy(folder, { pid }, `run.lock.after-${second}`);
    await lockedBy(folder, { pid }, 'run.lock.candidate-0123456789abcdef01234567');
    const lock = await RunLock.acquire(folder);
    expect(await lock.isHeld()).toBe(true);
    expect(await readdir(folder)).toEqual(['run.lock']);
    await lock.release();
  });

  it('waits for no living process, not even while that one takes over', async () => {
    const folder = await runFolder();
    const first = await lockedBy(folder, { pid: await deadPid() });
    await lockedBy(folder, {}, `run.lock.after-${first}`);
    await expect(RunLock.acquire(folder)).rejects.toMatchObject(refusal);
  });

  it.runIf(linux)('knows a reused process id, and a machine that was restarted', async () => {
    for (const earlier of [{ startTicks: '1' }, { boot: '00000000-0000-0000-0000-000000000000' }]) {
      const folder = await runFolder();
      await lockedBy(folder, earlier);
      await (await RunLock.acquire(folder)).release();
    }
  });

  // reliability: take-over
  it('does not judge what it cannot see: other machines, other containers', async () => {
    for (const elsewhere of [{ host: 'elsewhere' }, ...(linux ? [{ pidSpace: 'pid:[1]' }] : [])]) {
      const folder = await runFolder();
      await lockedBy(folder, { ...elsewhere, pid: await deadPid() });
      await expect(RunLock.acquire(folder)).rejects.toMatchObject({
        ...refusal,
        hint: `this process cannot tell whether that one is still running; if it is not, remove ${folder}/run.lock.`,
      });
    }
  });

  it('takes over a lock that a power failure has emptied, once no process can be writing it', async () => {
    const folder = await runFolder();
    await mkdir(folder, { recursive: true });
    const path = join(folder, 'run.lock');
    await writeFile(path, '');
    await expect(RunLock.acquire(folder)).rejects.toMatchObject(refusal);
    await utimes(path, new Date(), new Date(Date.now() - 60_000));
    await (await RunLock.acquire(folder)).release();
  });

  // reliability: output-folders
  it.runIf(process.platform !== 'win32')('refuses a lock that is a link to nowhere', async () => {
    const folder = await runFolder();
    await mkdir(folder, { recursive: true });
    await symlink('nowhere', join(folder, 'run.lock'));
    await expect(RunLock.acquire(folder)).rejects.toMatchObject({
      ...refusal,
      hint: expect.stringMatching(/remove it/),
    });
    expect(await readdir(folder)).toEqual(['run.lock']);
  });
});
