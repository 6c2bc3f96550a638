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

export interface Sabotage {
  readonly words: readonly string[];
  /** The command's calls that change what is on the disk, in order: name, tab, path. */
  readonly calls: readonly string[];
  /** The faults that the call with this number, counted from 1, is to meet, one after the other. */
  faultsOf(call: string, at: number): readonly Omit<Fault, 'root'>[];
  /** What the command must say of it. */
  check(result: ProgramResult, fault: Omit<Fault, 'root'>): void;
}

/** After each call, and within those that can be half done. */
export const kills: Pick<Sabotage, 'faultsOf' | 'check'> = {
  faultsOf: (call, at) => {
    const canBeHalfDone = /^(write|writeFile|appendFile|rm)\t/.test(call);
    return [...(canBeHalfDone ? [{ kind: 'half', at } as const] : []), { kind: 'kill', at }];
  },
  check: ({ signal }) => expect(signal).toBe('SIGKILL'),
};

/** A folder in which a short training is disturbed, again and again, at each call it makes. */
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
    return new Saboteur(workplace, await outcomeOf(workplace));
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
  async restoreHalf(): Promise<void> {
    const kept = join(this.#workplace, 'half');
    await this.clear();
    await cp(kept, runsFolder(this.#workplace), { recursive: true });
  }

  /** Makes what `restoreHalf` restores; `calls` are those of `begin`. */
  async keepHalf(calls: readonly string[]): Promise<void> {
    const root = runsFolder(this.#workplace);
    const at = calls.findIndex((call) => call.includes('step-000004')) + 1;
    await this.clear();
    await runProgram(this.begin, { cwd: this.#workplace, fault: { root, kind: 'kill', at } });
    expect(await soundSteps(this.#workplace)).toEqual([2]);
    await cp(root, join(this.#workplace, 'half'), { recursive: true });
  }

  async callsOf(words: readonly string[]): Promise<string[]> {
    const log = join(this.#workplace, 'calls.log');
    await rm(log, { force: true });
    const fault: Fault = { kind: 'count', root: runsFolder(this.#workplace), log };
    expect(await runProgram(words, { cwd: this.#workplace, fault })).toMatchObject({ code: 0, stderr: '' });
    return (await readFile(log, 'utf8')).trimEnd().split('\n');
  }

  /**
   * Runs the command once for each fault. Each time every checkpoint that is to be seen must be sound, the newest no older than that of a
   * command that met the fault earlier, and the run, finished as a user would, must end with the bits of one that was never disturbed.
   *
   * @returns how many faults there were
   */
  async disturb({ words, calls, faultsOf, check }: Sabotage, prepare: () => Promise<void>): Promise<number> {
    const reached = new Map<string, number>();
    let count = 0;
    for (const [index, call] of calls.entries()) {
      for (const fault of faultsOf(call, index + 1)) {
        const { kind, code = '' } = fault;
        const where = `${kind} ${code} at call ${index + 1} of ${calls.length}: ${call}`;
        await prepare();
        const root = runsFolder(this.#workplace);
        const result = await runProgram(words, { cwd: this.#workplace, fault: { root, ...fault } });
        try {
          check(result, fault);
          const newest = (await soundSteps(this.#workplace)).at(-1) ?? 0;
          // A fault that did no harm let the command go on to its end.
          if (result.code !== 0) {
            expect(newest).toBeGreaterThanOrEqual(reached.get(kind + code) ?? 0);
            reached.set(kind + code, newest);
          }
          await this.#finish();
        } catch (cause) {
          throw new Error(`${where}\n${result.stdout}\n${result.stderr}`, { cause });
        }
        count += 1;
      }
    }
    return count;
  }

  async #finish(): Promise<void> {
    const folder = runFolder(this.#workplace);
    expect(await finish(this.#workplace, training)).toMatchObject({ code: 0, stderr: '' });
    expect(await outcomeOf(this.#workplace)).toEqual(this.#expected);
    expect(await readdir(folder)).toEqual(['checkpoints', 'config.json', 'metrics.jsonl']);
    expect(await readdir(join(folder, 'checkpoints'))).toEqual(['step-000004']);
  }
}
