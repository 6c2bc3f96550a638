import { createHash } from 'node:crypto';
import { cp, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { type Fault, type ProgramResult, runProgram } from './run-program.ts';
import {
  begin,
  finish,
  makeWorkplace,
  type Outcome,
  outcomeOf,
  removeFolder,
  runFolder,
  runsFolder,
  soundSteps,
} from './runs.ts';

/** Saves after steps 2 and 4, prunes the older one, then saves step 4 again with its validation. */
const training = { steps: 4, checkpointEverySteps: 2 };

/** A folder in which a short training is disturbed, again and again. */
export class Saboteur {
  readonly #workplace: string;
  readonly #expected: Outcome;

  private constructor(workplace: string, expected: Outcome) {
    this.#workplace = workplace;
    this.#expected = expected;
  }

  static async create(): Promise<Saboteur> {
    const workplace = await makeWorkplace();
    expect(await runProgram(begin(training), { cwd: workplace })).toMatchObject({ code: 0, stderr: '' });
    const expected = await outcomeOf(workplace);
    const saboteur = new Saboteur(workplace, expected);
    await saboteur.clear();
    return saboteur;
  }

  remove(): Promise<void> {
    return removeFolder(this.#workplace);
  }

  readonly begin = begin(training);

  /** No run, as before `begin`. */
  clear(): Promise<void> {
    return removeFolder(runsFolder(this.#workplace));
  }

  /** A run that was killed before it saved a second time, as before `resume`. */
  async keepHalf(): Promise<void> {
    const calls = await this.callsOf(this.begin);
    const at = calls.findIndex((call) => call.includes('step-000004')) + 1;
    await this.clear();
    const { signal } = await this.#run(this.begin, { kind: 'kill', at });
    expect(signal).toBe('SIGKILL');
    expect(await soundSteps(this.#workplace)).toEqual([2]);
  }

  /** The command's calls that change what is on the disk, in order: name, tab, path. */
  async callsOf(words: readonly string[]): Promise<string[]> {
    const log = join(this.#workplace, 'calls.log');
    await rm(log, { force: true });
    expect(await this.#run(words, { kind: 'count', log })).toMatchObject({ code: 0, stderr: '' });
    return (await readFile(log, 'utf8')).trimEnd().split('\n');
  }

  /**
   * Runs the command once, and goes on from every state in which SIGKILL would have left the disk: after each call that changes it, and in the
   * middle of those that can be half done. Where two are equal, one is enough. In each, every checkpoint that is to be seen must be sound, the
   * newest no older than in a state before, and the run, finished as a user would, must end with the bits of one that was never disturbed.
   *
   * @returns how many moments there were, and how many different states
   */
  async finishFromEach(words: readonly string[]): Promise<{ moments: number; states: number }> {
    const copies = join(this.#workplace, 'copies');
    expect(await this.#run(words, { kind: 'copy', copies })).toMatchObject({ code: 0, stderr: '' });
    const moments = (await readdir(copies)).sort();
    const seen = new Set<string>();
    let reached = 0;
    for (const moment of moments) {
      const digest = await digestOf(join(copies, moment));
      if (seen.has(digest)) continue;
      seen.add(digest);
      await this.clear();
      await cp(join(copies, moment), runsFolder(this.#workplace), {
        recursive: true,
        preserveTimestamps: true,
      });
      reached = await this.#finish(reached).catch((cause) => {
        throw new Error(moment, { cause });
      });
    }
    return { moments: moments.length, states: seen.size };
  }

  /**
   * Begins a run under the fault. What it leaves is finished, and must be as `finishFromEach` says.
   *
   * @param reached the newest checkpoint's step after the fault before
   * @returns that of this one
   */
  async fail(
    fault: Omit<Fault, 'root'>,
    reached: number,
    check: (result: ProgramResult) => void,
  ): Promise<number> {
    await this.clear();
    const result = await this.#run(this.begin, fault);
    try {
      check(result);
      // A fault that did no harm let the command go on to its end.
      if (result.code !== 0) return await this.#finish(reached);
      await this.#finish(0);
      return reached;
    } catch (cause) {
      throw new Error(`${JSON.stringify(fault)}\n${result.stdout}\n${result.stderr}`, { cause });
    }
  }

  #run(words: readonly string[], fault: Omit<Fault, 'root'>): Promise<ProgramResult> {
    const cwd = this.#workplace;
    return runProgram(words, { cwd, fault: { root: runsFolder(cwd), ...fault } });
  }

  async #finish(reached: number): Promise<number> {
    const newest = (await soundSteps(this.#workplace)).at(-1) ?? 0;
    expect(newest).toBeGreaterThanOrEqual(reached);
    expect(await finish(this.#workplace, training)).toMatchObject({ code: 0, stderr: '' });
    expect(await outcomeOf(this.#workplace)).toEqual(this.#expected);
    const folder = runFolder(this.#workplace);
    expect(await readdir(folder)).toEqual(['checkpoints', 'config.json', 'metrics.jsonl', 'outcome.json']);
    expect(await readdir(join(folder, 'checkpoints'))).toEqual(['step-000004']);
    return newest;
  }
}

/** The same for folders with the same files. */
async function digestOf(folder: string): Promise<string> {
  const hash = createHash('sha256');
  for (const path of (await readdir(folder, { recursive: true })).sort()) {
    const content = await readFile(join(folder, path)).catch(() => 'a folder');
    hash.update(`${path}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}
