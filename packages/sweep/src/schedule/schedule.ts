import type { AshaSettings } from '../file/sweep-schema.ts';
import type { PlannedTrial } from '../plan/plan-trials.ts';
import type { JournalEvent, NewEvent } from '../state/journal.ts';

/** State of a trial's run, from its folder. */
export interface TrialRecord {
  /** Step of its last checkpoint; 0 if there is none. */
  readonly step: number;
  /** Validations before that step. */
  readonly validations: readonly { readonly step: number; readonly bits: number }[];
  /** True if everything is done: trained to the end, and evaluated as the sweep requires. */
  readonly finished: boolean;
}

/** Work on a trial: training it to a step, or to the end, with evaluation. */
export interface Job {
  readonly trial: PlannedTrial;
  /** Null for the end of training. */
  readonly untilStep: number | null;
}

/** Job, with the promotions for the journal that precede it. */
export interface NextJob {
  readonly job: Job;
  readonly promotions: readonly NewEvent[];
}

/** Status of a trial. An `unfinished` one has begun and may continue. */
export type TrialStatus = 'waiting' | 'unfinished' | 'paused' | 'failed' | 'finished';

interface Entry {
  readonly trial: PlannedTrial;
  readonly group: Group;
  record: TrialRecord;
  started: boolean;
  running: boolean;
  failure: string | null;
  /** Failed in this session; the next one tries it again. */
  gaveUp: boolean;
}

/** Trials that differ only in their seed. They are judged and promoted together; individually, only lucky seeds would survive. */
interface Group {
  readonly setting: number;
  readonly entries: Entry[];
  /** Rung up to which it may train. */
  rung: number;
}

const nothing: TrialRecord = { step: 0, validations: [], finished: false };

/** Decides which trial is next, from the state on disk. The same results in the same order lead to the same decisions. */
export class Schedule {
  readonly #entries: readonly Entry[];
  readonly #byName: ReadonlyMap<string, Entry>;
  readonly #groups: readonly Group[];
  readonly #asha: AshaSettings | null;
  /** Candidates to continue. */
  readonly #begun = new Set<Entry>();
  /** Index of the first trial that has not begun. */
  #firstWaiting = 0;

  constructor(
    trials: readonly PlannedTrial[],
    records: ReadonlyMap<string, TrialRecord>,
    journal: readonly JournalEvent[],
    asha: AshaSettings | null,
  ) {
    const groups = new Map<number, Group>();
    this.#entries = trials.map((trial) => {
      const group = groups.get(trial.setting) ?? { setting: trial.setting, entries: [], rung: 0 };
      groups.set(trial.setting, group);
      const record = records.get(trial.name);
      const entry: Entry = {
        trial,
        group,
        record: record ?? nothing,
        started: record !== undefined,
        running: false,
        failure: null,
        gaveUp: false,
      };
      group.entries.push(entry);
      return entry;
    });
    this.#byName = new Map(this.#entries.map((entry) => [entry.trial.name, entry]));
    this.#groups = [...groups.values()];
    this.#asha = asha;
    for (const event of journal) this.#replay(event);
    for (const group of this.#groups) this.#catchUp(group);
    for (const entry of this.#entries) if (entry.started) this.#begun.add(entry);
  }

  /** Returns the next job; undefined if there is none before another one ends. */
  next(): NextJob | undefined {
    const promotions: NewEvent[] = [];
    for (;;) {
      const entry = this.#nextBegun();
      const promotion = entry === undefined ? this.#promote() : undefined;
      if (promotion !== undefined) {
        promotions.push(promotion);
        continue;
      }
      const chosen = entry ?? this.#nextWaiting();
      return chosen === undefined ? undefined : this.#begin(chosen, promotions);
    }
  }

  /** Returns the job of one trial, for a process of its own; undefined if it is finished, or paused and not promoted. */
  nextOf(name: string): NextJob | undefined {
    const entry = this.#byName.get(name)!;
    const { group } = entry;
    const promotions: NewEvent[] = [];
    const mayGoOn =
      this.#asha !== null &&
      this.#isAtTarget(entry) &&
      promotableFrom(this.#rung(group.rung), this.#asha.eta).includes(group.setting);
    if (mayGoOn) promotions.push(promote(group, group.rung + 1));
    return this.#isOpen(entry) ? this.#begin(entry, promotions) : undefined;
  }

  /** Records the end of a job: the state of its run, and the reason if it failed. */
  ended(name: string, record: TrialRecord, failure: string | null): void {
    const entry = this.#byName.get(name)!;
    Object.assign(entry, { record, failure, running: false, gaveUp: failure !== null });
    this.#begun.add(entry);
  }

  statusOf(name: string): TrialStatus {
    const entry = this.#byName.get(name)!;
    if (entry.record.finished && !entry.gaveUp) return 'finished';
    if (entry.failure !== null) return 'failed';
    if (!entry.started) return 'waiting';
    return this.#isAtTarget(entry) ? 'paused' : 'unfinished';
  }

  recordOf(name: string): TrialRecord {
    return this.#byName.get(name)!.record;
  }

  /** Returns the first line of a trial's last error. */
  failureOf(name: string): string | null {
    return this.#byName.get(name)!.failure;
  }

  #replay(event: JournalEvent): void {
    if (event.type === 'promote') {
      for (const name of event.trials) {
        const group = this.#byName.get(name)?.group;
        if (group !== undefined) group.rung = Math.max(group.rung, event.rung);
      }
      return;
    }
    const entry = this.#byName.get(event.trial);
    if (entry === undefined || event.type === 'evaluate') return;
    entry.started = true;
    entry.failure = event.type === 'fail' ? event.message : null;
  }

  /** A run that has passed a rung was promoted from it, even if the journal has lost that. */
  #catchUp(group: Group): void {
    if (this.#asha === null) return;
    while (group.entries.some(({ trial, record }) => record.step > this.#stepOf(trial, group.rung)))
      group.rung++;
  }

  /** Returns the first trial that has begun and may continue. */
  #nextBegun(): Entry | undefined {
    let next: Entry | undefined;
    for (const entry of this.#begun) {
      if (!this.#isOpen(entry)) this.#begun.delete(entry);
      else if (next === undefined || entry.trial.number < next.trial.number) next = entry;
    }
    return next;
  }

  #nextWaiting(): Entry | undefined {
    while (this.#entries[this.#firstWaiting]?.started) this.#firstWaiting++;
    return this.#entries[this.#firstWaiting];
  }

  #isOpen(entry: Entry): boolean {
    return !entry.running && !entry.gaveUp && !entry.record.finished && !this.#isAtTarget(entry);
  }

  #isAtTarget(entry: Entry): boolean {
    const target = this.#target(entry);
    return target !== null && entry.record.step >= target;
  }

  #target({ trial, group }: Entry): number | null {
    return this.#asha === null ? null : this.#stepOf(trial, group.rung);
  }

  #stepOf({ validationSteps }: PlannedTrial, rung: number): number {
    const { min_iter, eta } = this.#asha!;
    return min_iter * eta ** rung * validationSteps;
  }

  #begin(entry: Entry, promotions: readonly NewEvent[]): NextJob {
    entry.started = true;
    entry.running = true;
    return { job: { trial: entry.trial, untilStep: this.#target(entry) }, promotions };
  }

  #promote(): NewEvent | undefined {
    if (this.#asha === null) return undefined;
    const highest = Math.max(...this.#groups.map(({ rung }) => rung));
    const rungs = Array.from({ length: highest + 1 }, (_, rung) => this.#rung(rung));
    const next = nextPromotion(rungs, this.#asha.eta);
    if (next === undefined) return undefined;
    const group = this.#groups.find(({ setting }) => setting === next.setting)!;
    for (const entry of group.entries) this.#begun.add(entry);
    return promote(group, next.rung + 1);
  }

  /** Adds the results of a setting to its rungs. It has reached a rung once all of its seeds have; a finished one need not continue. */
  #rung(rung: number): Rung {
    const values = new Map<number, number>();
    const promoted = new Set<number>();
    for (const group of this.#groups) {
      const bits = group.rung < rung ? [] : group.entries.map((entry) => this.#bitsAt(entry, rung));
      if (bits.length === 0 || bits.includes(null)) continue;
      values.set(group.setting, (bits as number[]).reduce((sum, one) => sum + one, 0) / bits.length);
      if (group.rung > rung || group.entries.every(({ record }) => record.finished))
        promoted.add(group.setting);
    }
    return { values, promoted };
  }

  #bitsAt({ trial, record, failure }: Entry, rung: number): number | null {
    const step = this.#stepOf(trial, rung);
    if (failure !== null || (record.step < step && !record.finished)) return null;
    const bits = record.validations.filter((one) => one.step <= step).map((one) => one.bits);
    return bits.length === 0 ? null : Math.min(...bits);
  }
}

function promote(group: Group, rung: number): NewEvent {
  group.rung = rung;
  return { type: 'promote', trials: group.entries.map(({ trial }) => trial.name), rung };
}

/** Rung of asynchronous successive halving. */
interface Rung {
  /** Mean lowest validation bits of each setting that has reached it, by number. */
  readonly values: ReadonlyMap<number, number>;
  /** Settings promoted from it. */
  readonly promoted: ReadonlySet<number>;
}

/**
 * Returns the next setting to promote and its rung: the best one of the highest rung from which fewer than 1/eta have been promoted. Undefined if there is none: then a
 * new setting starts at the lowest rung.
 *
 * Algorithm 2 of Li et al. (2020), "A System for Massively Parallel Hyperparameter Tuning", arXiv:1810.05934. Ties go to the lower number.
 */
export function nextPromotion(
  rungs: readonly Rung[],
  eta: number,
): { readonly setting: number; readonly rung: number } | undefined {
  for (let rung = rungs.length - 1; rung >= 0; rung--) {
    const [setting] = promotableFrom(rungs[rung]!, eta);
    if (setting !== undefined) return { setting, rung };
  }
  return undefined;
}

/** Returns the settings that may be promoted from a rung and have not been, best first. */
function promotableFrom({ values, promoted }: Rung, eta: number): number[] {
  return [...values]
    .sort(([a, bitsOfA], [b, bitsOfB]) => bitsOfA - bitsOfB || a - b)
    .slice(0, Math.floor(values.size / eta))
    .map(([setting]) => setting)
    .filter((setting) => !promoted.has(setting));
}
