import type { DelimiterRecord, DelimiterType } from '@longrange/code';
import { computed, signal } from '@preact/signals';
import type { Client } from '../client.ts';
import { hintOf, messageOf } from '../failure.ts';
import type { Asked, Filler } from '../worker/ask.ts';
import type { NamedBytes } from '../worker/open-model.ts';
import type { Candidate, Closer, OpenedModel } from '../worker/session.ts';

/** Views beside the text, in the order of their tabs. */
export const VIEWS = ['ask', 'inside', 'write', 'train'] as const;
export type View = (typeof VIEWS)[number];

/** What a model says about the text as far as it has read it. */
export interface Readout {
  /** Bits of each UTF-16 code unit; NaN where it is not known. */
  readonly bits: Float32Array;
  /** Ends of brackets by offset. */
  readonly closers: ReadonlyMap<number, Closer>;
}

export interface ShownModel extends OpenedModel {
  readonly name: string;
}

export const models = signal<readonly ShownModel[]>([]);
/** Index in `models` of the one that is read, and of the one beside it. */
export const chosen = signal(0);
export const beside = signal<number | null>(null);
export const text = signal('');
export const readouts = signal<ReadonlyMap<number, Readout>>(new Map());
/** Offset of the character at the pointer or the cursor. */
export const pointed = signal<number | null>(null);
export const likely = signal<readonly Candidate[]>([]);
export const view = signal<View>('ask');
export const problem = signal<{ readonly message: string; readonly hint?: string | undefined } | null>(null);
export const isReading = signal(false);

/** The dependency that is asked about. */
export const opener = signal<number | null>(null);
export const otherType = signal<DelimiterType>('[]');
export const filler = signal<Filler>('names');
export const asked = signal<readonly Asked[]>([]);
export const filled = signal<readonly Asked[]>([]);
export const bracket = signal<DelimiterRecord | null>(null);

export const model = computed(() => models.value[chosen.value] ?? null);
export const readout = computed(() => readouts.value.get(model.value?.id ?? -1) ?? null);

/** Mean bits per character of what has been read; null for nothing. */
export const meanBits = computed(() => {
  const known = readout.value?.bits.filter((bits) => !Number.isNaN(bits)) ?? [];
  return known.length === 0 ? null : known.reduce((sum, bits) => sum + bits, 0) / known.length;
});

/** Closers that the model would have written, and all. */
export const keptClosers = computed(() => {
  const all = [...(readout.value?.closers.values() ?? [])];
  return { kept: all.filter(({ isKept }) => isKept).length, all: all.length };
});

export function report(error: unknown): void {
  problem.value = { message: messageOf(error), hint: hintOf(error) };
}

/** A part of the text replaced, as an editor tells it. */
export interface Change {
  readonly from: number;
  readonly to: number;
  readonly inserted: number;
}

/** What is known of a text after a change: the rest moves along, and the new is not known yet. */
export function movedReadout({ bits, closers }: Readout, { from, to, inserted }: Change): Readout {
  const shift = inserted - (to - from);
  const moved = new Float32Array(bits.length + shift).fill(Number.NaN);
  moved.set(bits.subarray(0, from));
  moved.set(bits.subarray(to), from + inserted);
  const place = (offset: number) => (offset < from ? offset : offset >= to ? offset + shift : null);
  const kept = [...closers.values()].flatMap((closer): [number, Closer][] => {
    const [start, at] = [place(closer.opener), place(closer.at)];
    return start === null || at === null ? [] : [[at, { ...closer, opener: start, at }]];
  });
  return { bits: moved, closers: new Map(kept) };
}

/** Actions that need the worker. */
export class Explorer {
  readonly #client: Client;
  #streams: { stop(): void }[] = [];

  constructor(client: Client) {
    this.#client = client;
  }

  async open(name: string, files: readonly NamedBytes[]): Promise<void> {
    try {
      const opened = await this.#client.ask('open', files);
      models.value = [...models.value, { ...opened, name }];
      chosen.value = models.value.length - 1;
      problem.value = null;
      this.read();
    } catch (error) {
      report(error);
    }
  }

  /** Takes over a text with changes since the last, in order and each in the offsets after those before it. */
  change(next: string, changes: readonly Change[]): void {
    readouts.value = new Map(
      Array.from(readouts.value, ([id, one]) => [id, changes.reduce(movedReadout, one)]),
    );
    text.value = next;
    if (opener.value !== null) this.choose(null);
    this.read();
  }

  /** Reads along with every model that is shown. */
  read(): void {
    for (const stream of this.#streams) stream.stop();
    const shown = [model.value, beside.value === null ? null : models.value[beside.value]];
    this.#streams = shown.flatMap((one) => (one == null ? [] : [this.#readWith(one.id)]));
  }

  #readWith(id: number): { stop(): void } {
    const length = text.value.length;
    isReading.value = true;
    const { done, stop } = this.#client.stream('read', [id, text.value], ({ from, bits, closers }) => {
      const old = readouts.value.get(id) ?? {
        bits: new Float32Array(length).fill(Number.NaN),
        closers: new Map(),
      };
      if (old.bits.length !== length) return;
      old.bits.set(bits, from);
      const ends = new Map([...old.closers].filter(([at]) => at < from || at >= from + bits.length));
      for (const closer of closers) ends.set(closer.at, closer);
      readouts.value = new Map(readouts.value).set(id, { bits: old.bits, closers: ends });
    });
    done.catch(report).finally(() => {
      isReading.value = false;
    });
    return { stop };
  }

  async point(offset: number | null): Promise<void> {
    pointed.value = offset;
    const { value: shown } = model;
    if (offset === null || shown === null) return;
    const found = await this.#client.ask('likely', shown.id, text.value, offset);
    if (pointed.value === offset) likely.value = found;
  }

  /** Asks about the bracket that opens at an offset; null for none. */
  async choose(offset: number | null): Promise<void> {
    opener.value = offset;
    asked.value = [];
    filled.value = [];
    bracket.value = null;
    const { value: shown } = model;
    if (offset === null || shown === null) return;
    try {
      const all = await this.#client.ask('brackets', text.value);
      const found = all.find((one) => one.opener === offset) ?? null;
      if (opener.value !== offset) return;
      bracket.value = found;
      if (found === null) return;
      if (otherType.value === found.type) otherType.value = found.type === '[]' ? '()' : '[]';
      const given = [shown.id, text.value, offset, otherType.value] as const;
      const answers = await this.#client.ask('ask', ...given);
      if (opener.value !== offset) return;
      asked.value = answers;
      const longer = await this.#client.ask('fill', ...given, filler.value);
      if (opener.value === offset) filled.value = longer;
    } catch (error) {
      report(error);
    }
  }
}
