import { batch } from '@preact/signals';
import type { Client } from '../client.ts';
import type { Dependency } from '../worker/ask.ts';
import { exchangesOf, type Filler } from '../worker/choices.ts';
import type { NamedBytes } from '../worker/open-model.ts';
import {
  attempt,
  type Change,
  dependencies,
  filled,
  filler,
  type Holding,
  held,
  hovered,
  isFilling,
  isReading,
  language,
  likely,
  MOST_READERS,
  memories,
  models,
  movedDependencies,
  movedOffset,
  movedReadout,
  note,
  opener,
  otherType,
  pickedLanguage,
  pointed,
  problem,
  type Readout,
  readers,
  readouts,
  remember,
  report,
  type ShownModel,
  shown,
  surveys,
  text,
} from './state.ts';

/** Names on the page of networks that come along. */
const TITLES: Readonly<Record<string, string>> = { lstm: 'LSTM', mingru: 'minGRU', small: 'small minGRU' };
/** Characters between the ends of a dependency to begin with. */
const FAR = 100;
/** Pause in typing after which the opener under study is asked about again. */
const PAUSE_MS = 120;
/** Maximum number of dependencies that are traced ahead, the nearest to the one under study. */
const MOST_TRACED = 100;

interface Stream {
  readonly done: Promise<void>;
  stop(): void;
}

/** Actions on the page that need the worker. */
export class Explorer {
  /** Texts and training, in a worker of their own. */
  readonly client: Client;
  readonly #start: () => Client;
  #streams: readonly Stream[] = [];
  #surveys: readonly Stream[] = [];
  #traces: readonly Stream[] = [];
  /** Offset of the first change since the last complete reading: beyond it, parts may be missing, and brackets may end elsewhere. */
  #changed = 0;
  /** Numbers of the last question, of the last with filler and of the last reading: what comes from earlier ones is ignored. */
  #turn = 0;
  #fillTurn = 0;
  #readTurn = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #reading = Promise.resolve();

  /** @param start starts a worker; each network has its own */
  constructor(start: () => Client) {
    this.#start = start;
    this.client = start();
  }

  /** Opens a network, and lets it read in front of the others. */
  open(name: string, files: readonly NamedBytes[]): Promise<void> {
    return attempt(async () => {
      const opened = await this.#open(name, files);
      models.value = [...models.value, opened];
      problem.value = null;
      this.show({ shown: [models.value.length - 1, ...shown.value.slice(0, MOST_READERS - 1)] });
    });
  }

  /** Opens networks together, without letting them read. */
  async openAll(networks: readonly { readonly name: string; readonly files: NamedBytes[] }[]): Promise<void> {
    models.value = await Promise.all(networks.map(({ name, files }) => this.#open(name, files)));
  }

  async #open(name: string, files: readonly NamedBytes[]): Promise<ShownModel> {
    const client = this.#start();
    try {
      return { ...(await client.ask('open', files)), client, name, title: TITLES[name] ?? name };
    } catch (error) {
      client.end();
      throw error;
    }
  }

  /** Changes which networks read. */
  show(next: { readonly shown?: readonly number[]; readonly held?: Holding | null }): void {
    for (const survey of this.#surveys) survey.stop();
    batch(() => {
      if (next.shown !== undefined) shown.value = [...new Set(next.shown)].slice(0, MOST_READERS);
      const { held: unit = null } = next;
      // An address may name any place.
      held.value = unit !== null && unit.place < shown.value.length ? unit : null;
      readouts.value = [];
      surveys.value = [];
    });
    this.read();
    this.#forget();
    void this.choose(opener.value, otherType.value);
  }

  /** Sets a new text with the changes since the last one, in order; each one's offsets refer to the text after the earlier ones. */
  change(next: string, changes: readonly Change[]): void {
    for (const survey of this.#surveys) survey.stop();
    // Answers about the text before are ignored.
    this.#turn += 1;
    this.#changed = Math.min(this.#changed, ...changes.map(({ from }) => from));
    const moved = changes.reduce(
      (at, { from, to, inserted }) =>
        at === null ? null : movedOffset(at, from, to, inserted - (to - from)),
      opener.value,
    );
    batch(() => {
      readouts.value = readouts.value.map((one) => one && changes.reduce(movedReadout, one));
      text.value = next;
      surveys.value = [];
      note.value = null;
      hovered.value = null;
      opener.value = moved;
      dependencies.value = changes.reduce(movedDependencies, dependencies.value);
      this.#forget();
    });
    this.read();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.choose(opener.value, otherType.value), PAUSE_MS);
  }

  /** Reads the text in the language with this id, unless the network has its own. */
  speak(id: string): void {
    pickedLanguage.value = id;
    this.show({ held: held.value });
  }

  /** Replaces the text, and queries a bracket in it, if any. */
  goTo({ text: next, opener: offset }: { readonly text: string; readonly opener: number | null }): void {
    this.change(next, [{ from: 0, to: text.value.length, inserted: next.length }]);
    void this.choose(offset);
  }

  /** Reads the text with every network that is shown. */
  read(): void {
    this.#reading = this.#read();
  }

  /** Reads once the part of the last reading that is in progress has ended. */
  async #read(): Promise<void> {
    const turn = ++this.#readTurn;
    for (const stream of this.#streams) stream.stop();
    const { length } = text.value;
    const blank = (): Readout => {
      this.#changed = 0;
      return { bits: new Float32Array(length).fill(Number.NaN), endings: new Map() };
    };
    readouts.value = readers.value.map((_, index) => {
      const old = readouts.value[index];
      return old?.bits.length === length ? old : blank();
    });
    isReading.value = true;
    await Promise.allSettled(this.#streams.map(({ done }) => done));
    if (turn !== this.#readTurn) return;
    this.#streams = readers.value.map(({ client, reader }, index) => {
      return client.stream('read', [reader, text.value, this.#changed], ({ from, bits, endings }) => {
        const old = readouts.value[index];
        if (old?.bits.length !== length) return;
        old.bits.set(bits, from);
        const all = new Map([...old.endings].filter(([at]) => at < from || at >= from + bits.length));
        for (const ending of endings) all.set(ending.at, ending);
        readouts.value = readouts.value.with(index, { bits: old.bits, endings: all });
      });
    });
    await attempt(() => Promise.all(this.#streams.map(({ done }) => done)));
    if (turn !== this.#readTurn) return;
    this.#changed = Number.POSITIVE_INFINITY;
    isReading.value = false;
    if (pointed.value !== null) this.point(pointed.value);
  }

  /** Shows the likely characters at an offset. */
  point(offset: number): Promise<void> {
    pointed.value = offset;
    return attempt(async () => {
      likely.value = await Promise.all(
        readers.value.map(({ client, reader }) => client.ask('likely', reader, text.value, offset)),
      );
    });
  }

  /** Queries the bracket or string that opens at an offset, then traces those around it; null for none. */
  async choose(offset: number | null, type: string | null = null): Promise<void> {
    const turn = ++this.#turn;
    if (type !== otherType.value) this.#forget();
    batch(() => {
      opener.value = offset;
      otherType.value = type;
      hovered.value = null;
      filled.value = [];
    });
    await attempt(async () => {
      const all = await this.client.ask('dependencies', text.value, language.value?.id);
      if (turn !== this.#turn) return;
      dependencies.value = all;
      const found = all.find((one) => one.opener === offset);
      if (found === undefined) return;
      // An address may name any type.
      if (type !== null && !exchangesOf(found.type).includes(type)) return this.choose(offset);
      const question = { text: text.value, opener: found.opener, type: type ?? exchangesOf(found.type)[0]! };
      await Promise.all(
        readers.value.map(async ({ client, reader }, index) => {
          if (memories.value.get(found.opener)?.[index] !== undefined) return;
          const between = await client.ask('ask', reader, question);
          if (turn === this.#turn) remember(index, [{ opener: found.opener, between }]);
        }),
      );
      if (turn !== this.#turn) return;
      await this.fill();
      // Reading comes first: what is on the screen waits for it.
      void this.#reading.then(() => {
        if (turn === this.#turn && type === null) this.#traceAround(found.opener);
      });
    });
  }

  /** Returns the opener of a far dependency of the text, to begin with; null without any. */
  async findFar(): Promise<number | null> {
    dependencies.value = await this.client.ask('dependencies', text.value, language.value?.id);
    const awayFrom = ({ opener: at, end }: Dependency) => Math.abs(Math.log((end - at) / FAR));
    return dependencies.value.toSorted((a, b) => awayFrom(a) - awayFrom(b))[0]?.opener ?? null;
  }

  /** Puts more and more text between the two ends of the dependency under study, if that is shown. */
  async fill(kind: Filler = filler.value): Promise<void> {
    const turn = ++this.#fillTurn;
    const found = dependencies.value.find((one) => one.opener === opener.value);
    filler.value = kind;
    filled.value = [];
    if (!isFilling.value || found === undefined) return;
    const type = otherType.value ?? exchangesOf(found.type)[0]!;
    const question = { text: text.value, opener: found.opener, type };
    for (const { client, reader } of readers.value) {
      const asked = await client.ask('fill', reader, question, kind);
      if (turn !== this.#fillTurn || opener.value !== found.opener) return;
      filled.value = [...filled.value, asked];
    }
  }

  /** Scores every bracket of the text. */
  survey(): void {
    for (const survey of this.#surveys) survey.stop();
    surveys.value = readers.value.map(() => null);
    this.#surveys = readers.value.map(({ client, reader }, index) => {
      const stream = client.stream('survey', [reader, text.value], (part) => {
        surveys.value = surveys.value.with(index, part);
      });
      stream.done.catch(report);
      return stream;
    });
  }

  /** Traces the dependencies around an opener that are not known yet, the nearest first, so that pointing at them needs no wait. */
  #traceAround(center: number): void {
    for (const stream of this.#traces) stream.stop();
    const near = dependencies.value
      .map((one) => one.opener)
      .sort((a, b) => Math.abs(a - center) - Math.abs(b - center))
      .slice(0, MOST_TRACED);
    this.#traces = readers.value.map(({ client, reader }, index) => {
      const missing = near.filter((one) => memories.value.get(one)?.[index] === undefined);
      const stream = client.stream('trace', [reader, text.value, missing], (part) => remember(index, part));
      stream.done.catch(report);
      return stream;
    });
  }

  /** Discards answers about another text, other networks or another type. */
  #forget(): void {
    for (const stream of this.#traces) stream.stop();
    memories.value = new Map();
  }
}
