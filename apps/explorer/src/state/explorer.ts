import type { DelimiterType } from '@longrange/code';
import { batch } from '@preact/signals';
import type { Client } from '../client.ts';
import type { Filler } from '../worker/choices.ts';
import type { HeldUnit } from '../worker/inside.ts';
import type { NamedBytes } from '../worker/open-model.ts';
import {
  type Answers,
  answers,
  attempt,
  beside,
  bracket,
  type Change,
  chosen,
  filler,
  held,
  isReading,
  language,
  likely,
  models,
  movedReadout,
  opener,
  otherType,
  pickedLanguage,
  pointed,
  problem,
  type Readout,
  readers,
  readouts,
  report,
  surveys,
  text,
} from './state.ts';

/** Actions on the page that need the worker. */
export class Explorer {
  readonly client: Client;
  #streams: { stop(): void }[] = [];
  #surveys: { stop(): void }[] = [];
  /** Offset of the first change since the last complete reading: beyond it, parts may be missing, and brackets may end elsewhere. */
  #changed = 0;
  /** Number of the last question: answers to earlier ones are ignored. */
  #turn = 0;

  constructor(client: Client) {
    this.client = client;
  }

  /** Opens a network, and lets it read unless `reads` is false. */
  open(name: string, files: readonly NamedBytes[], reads = true): Promise<void> {
    return attempt(async () => {
      const opened = await this.client.ask('open', files);
      models.value = [...models.value, { ...opened, name }];
      problem.value = null;
      if (reads) this.show({ chosen: models.value.length - 1 });
    });
  }

  /** Changes which networks read. */
  show(next: { chosen?: number; beside?: number | null; held?: HeldUnit | null }): void {
    batch(() => {
      if (next.chosen !== undefined) {
        chosen.value = next.chosen;
        held.value = null;
        if (beside.value === next.chosen) beside.value = null;
      }
      if (next.beside !== undefined) {
        beside.value = next.beside;
        held.value = null;
      }
      if (next.held !== undefined) held.value = next.held;
      readouts.value = [];
      surveys.value = [];
      answers.value = [];
    });
    this.read();
    if (opener.value !== null) this.choose(opener.value);
  }

  /** Sets a new text with the changes since the last one, in order; each one's offsets refer to the text after the earlier ones. */
  change(next: string, changes: readonly Change[]): void {
    for (const survey of this.#surveys) survey.stop();
    this.#changed = Math.min(this.#changed, ...changes.map(({ from }) => from));
    batch(() => {
      readouts.value = readouts.value.map((one) => one && changes.reduce(movedReadout, one));
      text.value = next;
      surveys.value = [];
      if (opener.value !== null) this.choose(null);
    });
    this.read();
  }

  /** Reads the text in the language with this id, unless the network has its own. */
  speak(id: string): void {
    pickedLanguage.value = id;
    this.show({});
  }

  /** Replaces the text, and queries a bracket in it, if any. */
  goTo({ text: next, opener: offset }: { readonly text: string; readonly opener: number | null }): void {
    this.change(next, [{ from: 0, to: text.value.length, inserted: next.length }]);
    this.choose(offset);
  }

  /** Reads the text with every network that is shown. */
  read(): void {
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
    const streams = readers.value.map((reader, index) => {
      return this.client.stream('read', [reader, text.value, this.#changed], ({ from, bits, endings }) => {
        const old = readouts.value[index];
        if (old?.bits.length !== length) return;
        old.bits.set(bits, from);
        const all = new Map([...old.endings].filter(([at]) => at < from || at >= from + bits.length));
        for (const ending of endings) all.set(ending.at, ending);
        readouts.value = readouts.value.with(index, { bits: old.bits, endings: all });
      });
    });
    this.#streams = streams;
    Promise.all(streams.map(({ done }) => done))
      .then(() => {
        if (this.#streams === streams) this.#changed = Number.POSITIVE_INFINITY;
      })
      .catch(report)
      .finally(() => {
        if (this.#streams !== streams) return;
        isReading.value = false;
        if (pointed.value !== null) this.point(pointed.value);
      });
  }

  /** Shows the likely characters at an offset. */
  point(offset: number): Promise<void> {
    pointed.value = offset;
    return attempt(async () => {
      likely.value = await Promise.all(
        readers.value.map((reader) => this.client.ask('likely', reader, text.value, offset)),
      );
    });
  }

  /** Queries the bracket that opens at an offset; null for none. */
  async choose(
    offset: number | null,
    change: { readonly type?: DelimiterType; readonly filler?: Filler } = {},
  ): Promise<void> {
    const turn = ++this.#turn;
    const isCurrent = () => turn === this.#turn;
    // Another filler before the closer changes no answer between opener and closer.
    const isSame = offset === opener.value && change.filler !== undefined && change.type === undefined;
    const kept = isSame ? answers.value.map(({ between }) => ({ between, filled: [] })) : [];
    batch(() => {
      if (change.type !== undefined) otherType.value = change.type;
      if (change.filler !== undefined) filler.value = change.filler;
      opener.value = offset;
      answers.value = kept;
      if (offset === null) bracket.value = null;
    });
    if (offset === null) return;
    await attempt(async () => {
      const all = await this.client.ask('brackets', text.value, language.value?.id);
      if (!isCurrent()) return;
      const found = all.find((one) => one.opener === offset) ?? null;
      bracket.value = found;
      if (found === null) return;
      if (otherType.value === found.type) otherType.value = found.type === '[]' ? '()' : '[]';
      const question = { text: text.value, opener: offset, type: otherType.value };
      for (const [index, reader] of readers.value.entries()) {
        const between = kept[index]?.between ?? (await this.client.ask('ask', reader, question));
        if (!isCurrent()) return;
        const put = (one: Answers) => {
          answers.value = Object.assign([...answers.value], { [index]: one });
        };
        put({ between, filled: [] });
        const filled = await this.client.ask('fill', reader, question, filler.value);
        if (!isCurrent()) return;
        put({ between, filled });
      }
    });
  }

  /** Scores every bracket of the text. */
  survey(): void {
    for (const survey of this.#surveys) survey.stop();
    surveys.value = readers.value.map(() => null);
    this.#surveys = readers.value.map((reader, index) => {
      const stream = this.client.stream('survey', [reader, text.value], (part) => {
        surveys.value = surveys.value.with(index, part);
      });
      stream.done.catch(report);
      return stream;
    });
  }
}
