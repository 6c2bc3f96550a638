import type { DelimiterRecord, DelimiterType } from '@longrange/code';
import { computed, type Signal, signal } from '@preact/signals';
import type { PagePlace } from '../explorer-page.ts';
import { type Failure, failureOf } from '../failure.ts';
import type { Asked, Survey } from '../worker/ask.ts';
import type { Filler } from '../worker/choices.ts';
import type { JudgedEnding } from '../worker/endings.ts';
import type { HeldUnit } from '../worker/inside.ts';
import type { TextLanguage } from '../worker/language.ts';
import type { Candidate, OpenedModel, Reader } from '../worker/session.ts';

/** Views beside the text, in the order of their tabs. */
export const VIEWS = ['ask', 'inside', 'write', 'train'] as const;
export type View = (typeof VIEWS)[number];

export interface ShownModel extends OpenedModel {
  readonly name: string;
}

/** Network that reads the text, with its name on the page. */
export interface ShownReader extends Reader {
  readonly name: string;
}

/** Point of a curve. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Readings of a text by one network, as far as it has read. */
export interface Readout {
  /** Bits of each UTF-16 code unit; NaN until it has been read, infinite if the network does not know it. */
  readonly bits: Float32Array;
  /** Judged endings by offset. */
  readonly endings: ReadonlyMap<number, JudgedEnding>;
}

/** Answers of one network about a dependency. */
export interface Answers {
  readonly between: readonly Asked[];
  readonly filled: readonly Asked[];
}

export const models = signal<readonly ShownModel[]>([]);
/** Index in `models` of the network that reads, and of the one beside it. */
export const chosen = signal(0);
export const beside = signal<number | null>(null);
/** Unit that is held in the network beside, which then is the chosen one. */
export const held = signal<HeldUnit | null>(null);
export const text = signal('');
/** Brackets that came with the page, each in a text of its own. */
export const places = signal<readonly PagePlace[]>([]);
export const view = signal<View>('ask');
export const isReading = signal(false);
export const problem = signal<Failure | null>(null);

export const model = computed(() => models.value[chosen.value] ?? null);
/** Languages that a text may be in, the default first; empty until the worker has sent them. */
export const languages = signal<readonly TextLanguage[]>([]);
/** Id of the language for networks that name none: from the address, a file or the user. */
export const pickedLanguage = signal<string | null>(null);
/** Language of the text: that of the network, else the one that was picked. */
export const language = computed(() => {
  const wanted = model.value?.language ?? pickedLanguage.value;
  return languages.value.find(({ id }) => id === wanted) ?? languages.value[0];
});
/** The networks that read the text: one, or two side by side. */
export const readers = computed((): readonly ShownReader[] => {
  const { value: first } = model;
  if (first === null) return [];
  const { value: unit } = held;
  const second = beside.value === null ? undefined : models.value[beside.value];
  const reader = ({ id, name }: ShownModel): ShownReader => ({ id, name, language: language.value?.id });
  if (unit === null) return (second === undefined ? [first] : [first, second]).map(reader);
  return [reader(first), { ...reader(first), held: unit, name: `${first.name}, unit ${unit.unit + 1} held` }];
});

/** Readouts in the order of `readers`. */
export const readouts = signal<readonly (Readout | null)[]>([]);
/** Offset of the character at the pointer or the cursor, and what each reader expects there. */
export const pointed = signal<number | null>(null);
export const likely = signal<readonly (readonly Candidate[])[]>([]);
/** Selected stretch of the text. */
export const selection = signal<{ readonly from: number; readonly to: number }>({ from: 0, to: 0 });

/** Offset of the opener of the dependency under study; null for none. */
export const opener = signal<number | null>(null);
export const bracket = signal<DelimiterRecord | null>(null);
export const otherType = signal<DelimiterType>('[]');
export const filler = signal<Filler>('names');
export const answers = signal<readonly Answers[]>([]);
export const surveys = signal<readonly (Survey | null)[]>([]);

export function report(error: unknown): void {
  problem.value = failureOf(error);
}

/** Does some work, and reports errors. */
export async function attempt(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    report(error);
  }
}

/** Does some work while a flag is set, and reports errors. */
export async function during(flag: Signal<boolean>, work: () => Promise<void>): Promise<void> {
  flag.value = true;
  await attempt(work);
  flag.value = false;
}

/** Returns the mean bits per character of what has been read; null if nothing has. */
export function meanBits({ bits }: Readout): number | null {
  let [sum, count] = [0, 0];
  for (const one of bits) {
    if (!Number.isFinite(one)) continue;
    sum += one;
    count += 1;
  }
  return count === 0 ? null : sum / count;
}

/** A replaced part of the text, as the editor reports it. */
export interface Change {
  readonly from: number;
  readonly to: number;
  readonly inserted: number;
}

/** Adapts a readout to a change: what follows it moves, and what is new is not known yet. */
export function movedReadout({ bits, endings }: Readout, { from, to, inserted }: Change): Readout {
  const shift = inserted - (to - from);
  const moved = new Float32Array(bits.length + shift).fill(Number.NaN);
  moved.set(bits.subarray(0, from));
  moved.set(bits.subarray(to), from + inserted);
  const place = (offset: number) => (offset < from ? offset : offset >= to ? offset + shift : null);
  const kept = [...endings.values()].flatMap((ending): [number, JudgedEnding][] => {
    const [start, at] = [place(ending.opener), place(ending.at)];
    return start === null || at === null ? [] : [[at, { ...ending, opener: start, at }]];
  });
  return { bits: moved, endings: new Map(kept) };
}
