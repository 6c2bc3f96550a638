import { SHOWN_NATS } from '@longrange/eval/internal';
import { computed, type Signal, signal } from '@preact/signals';
import type { Client } from '../client.ts';
import type { PagePlace } from '../explorer-page.ts';
import { type Failure, failureOf } from '../failure.ts';
import type { Asked, Dependency, Survey } from '../worker/ask.ts';
import type { Filler } from '../worker/choices.ts';
import type { JudgedEnding } from '../worker/endings.ts';
import type { HeldUnit } from '../worker/inside.ts';
import type { TextLanguage } from '../worker/language.ts';
import type { Candidate, OpenedModel, Reader } from '../worker/session.ts';

/** Views beside the text, in the order of their tabs. */
export const VIEWS = ['memory', 'inside', 'write', 'train'] as const;
export type View = (typeof VIEWS)[number];

/** Quantities that the ribbons under the text show. */
export const LENSES = ['memory', 'surprise'] as const;
export type Lens = (typeof LENSES)[number];

/** Maximum number of networks that read a text together. */
export const MOST_READERS = 3;

export interface ShownModel extends OpenedModel {
  /** The network in its worker. */
  readonly client: Client;
  /** Name in addresses. */
  readonly name: string;
  /** Name on the page. */
  readonly title: string;
}

/** Network that reads the text, with its name on the page. */
export interface ShownReader {
  readonly client: Client;
  readonly reader: Reader;
  readonly title: string;
  readonly isInspectable: boolean;
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

/** Answers of a network about one opener, at places from it to its closer; undefined until it has been asked. */
export type Memory = readonly Asked[] | undefined;

export const models = signal<readonly ShownModel[]>([]);
/** Indexes in `models` of the networks that read, the first in front. */
export const shown = signal<readonly number[]>([]);
/** Unit that is held in a copy of a network, which then reads beside that one alone. */
export interface Holding extends HeldUnit {
  /** Index of the network in `shown`. */
  readonly place: number;
}
export const held = signal<Holding | null>(null);
export const text = signal('');
/** Brackets that came with the page, each in a text of its own. */
export const places = signal<readonly PagePlace[]>([]);
export const view = signal<View>('memory');
export const lens = signal<Lens>('memory');
export const isReading = signal(false);
export const problem = signal<Failure | null>(null);
/** Words about the first example: a line on how typical it is, then how it was chosen; null for another text. */
export const note = signal<string | null>(null);

export const model = computed(() => models.value[shown.value[0] ?? -1] ?? null);
/** Languages that a text may be in, the default first; empty until the worker has sent them. */
export const languages = signal<readonly TextLanguage[]>([]);
/** Id of the language for networks that name none: from the address, a file or the user. */
export const pickedLanguage = signal<string | null>(null);
/** Language of the text: that of the network, else the one that was picked. */
export const language = computed(() => {
  const wanted = model.value?.language ?? pickedLanguage.value;
  return languages.value.find(({ id }) => id === wanted) ?? languages.value[0];
});
/** The networks that read the text. */
export const readers = computed((): readonly ShownReader[] => {
  const reader = ({ client, title, isInspectable }: ShownModel): ShownReader => ({
    client,
    reader: { language: language.value?.id },
    title,
    isInspectable,
  });
  const all = shown.value.flatMap((index) => models.value[index] ?? []).map(reader);
  const { value: unit } = held;
  const one = all[unit?.place ?? -1];
  if (unit === null || one === undefined) return all;
  const { reader: free, title } = one;
  return [one, { ...one, reader: { ...free, held: unit }, title: `${title}, unit ${unit.unit + 1} held` }];
});

/** Readouts in the order of `readers`. */
export const readouts = signal<readonly (Readout | null)[]>([]);
/** Offset of the character at the pointer or the cursor, and what each reader expects there. */
export const pointed = signal<number | null>(null);
export const likely = signal<readonly (readonly Candidate[])[]>([]);
/** Selected stretch of the text. */
export const selection = signal<{ readonly from: number; readonly to: number }>({ from: 0, to: 0 });

/** Brackets and strings of the text. */
export const dependencies = signal<readonly Dependency[]>([]);
/** Offset of the opener under study, and of one that the pointer is over; null for none. */
export const opener = signal<number | null>(null);
export const hovered = signal<number | null>(null);
/** The dependency that is shown: the one under the pointer, else the one under study; null if it is not closed. */
export const dependency = computed(() => {
  const at = hovered.value ?? opener.value;
  return dependencies.value.find((one) => one.opener === at) ?? null;
});
/** Type that the opener under study is exchanged for; null for the usual one. */
export const otherType = signal<string | null>(null);
/** Memories by opener, in the order of `readers`. */
export const memories = signal<ReadonlyMap<number, readonly Memory[]>>(new Map());
/** Adds answers of one network, which may come before those of networks in front of it. */
export function remember(
  index: number,
  part: readonly { readonly opener: number; readonly between: NonNullable<Memory> }[],
): void {
  const all = new Map(memories.value);
  for (const { opener: at, between } of part) {
    const before = all.get(at);
    all.set(
      at,
      readers.value.map((_, place) => (place === index ? between : before?.[place])),
    );
  }
  memories.value = all;
}
/** Memories of the dependency that is shown. */
export const memory = computed(() => memories.value.get(dependency.value?.opener ?? -1) ?? []);
/** Strength of each network's memory of it; see `strengthsOf`. */
export const strengths = computed(() => {
  const { value: one } = dependency;
  return one === null ? [] : memory.value.map((all) => strengthsOf(all, one.end - one.opener));
});
export const filler = signal<Filler>('names');
/** True while more and more text is put between the two ends. */
export const isFilling = signal(false);
export const filled = signal<readonly Memory[]>([]);
export const surveys = signal<readonly (Survey | null)[]>([]);

/** Returns the last distance at which an opener shows; 0 if it never does. */
export function lastShown(all: readonly Asked[]): number {
  return all.findLast(({ evidence }) => evidence > SHOWN_NATS)?.distance ?? 0;
}

/** Degrees to which an opener is remembered: not, shows, decides, decides by more than 4 and more than 8 nats. */
export type Strength = 0 | 1 | 2 | 3 | 4;

/** Minimum evidence of an opener that decides, in nats, from strength 2 on. */
const DECIDED_NATS = [SHOWN_NATS, 4, 8] as const;

/**
 * Returns how strongly an opener is remembered after each character from it to its closer: by the strongest answer there or later, since
 * a network cannot know later what it has forgotten before.
 *
 * @returns strength at distance k + 1 in entry k
 */
export function strengthsOf(all: Memory, length: number): Uint8Array {
  const strengths = new Uint8Array(length);
  let [next, strength] = [(all?.length ?? 0) - 1, 0];
  for (let distance = length; distance > 0; distance--) {
    for (; next >= 0 && all![next]!.distance >= distance; next--)
      strength = Math.max(strength, strengthOf(all![next]!));
    strengths[distance - 1] = strength;
  }
  return strengths;
}

function strengthOf({ evidence, decides }: Asked): Strength {
  if (!(evidence > SHOWN_NATS)) return 0;
  return decides ? ((2 + DECIDED_NATS.findLastIndex((least) => evidence >= least)) as Strength) : 1;
}

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
  const kept = [...endings.values()].flatMap((ending): [number, JudgedEnding][] => {
    const [start, at] = [
      movedOffset(ending.opener, from, to, shift),
      movedOffset(ending.at, from, to, shift),
    ];
    return start === null || at === null ? [] : [[at, { ...ending, opener: start, at }]];
  });
  return { bits: moved, endings: new Map(kept) };
}

/** Adapts dependencies to a change, without those that lose an end. */
export function movedDependencies(
  all: readonly Dependency[],
  { from, to, inserted }: Change,
): readonly Dependency[] {
  const moved = (offset: number) => movedOffset(offset, from, to, inserted - (to - from));
  return all.flatMap((one) => {
    const [start, end] = [moved(one.opener), moved(one.end)];
    return start === null || end === null ? [] : [{ ...one, opener: start, end }];
  });
}

/** Returns an offset after a change; null if its character was replaced. */
export function movedOffset(offset: number, from: number, to: number, shift: number): number | null {
  if (offset < from) return offset;
  return offset >= to ? offset + shift : null;
}
