import { DELIMITER_TYPES } from '@longrange/code';
import { computed, effect, type Signal, signal } from '@preact/signals';
import { decompressSync, deflateSync, strFromU8, strToU8 } from 'fflate';
import { FAMILIES, FILLERS } from '../worker/choices.ts';
import {
  filler,
  type Holding,
  held,
  LENSES,
  language,
  languages,
  lens,
  models,
  opener,
  otherType,
  pickedLanguage,
  shown,
  text,
  VIEWS,
  view,
} from './state.ts';
import { LENGTHS, origin, pasted, settings, UNITS } from './training.ts';
import { prompt, seed, temperature, topP } from './writing.ts';

/** Longest packed text in an address: browsers and mail programs truncate much longer ones. */
const LONGEST = 12_000;
/** Longest text to pack, in characters: code shrinks to a quarter. */
const MOST_PACKED = 5 * LONGEST;
/** Longest text to unpack, in bytes. */
const MOST_UNPACKED = 2 ** 20;
const DELAY_MS = 400;

/** State, by its name in an address. `read` returns undefined for an invalid word; the value `usual` is left out. */
type Field = readonly [name: string, state: Signal<unknown>, read: (word: string) => unknown, usual: unknown];

const fields: readonly Field[] = [
  ['view', view, oneOf(VIEWS)],
  ['show', lens, oneOf(LENSES)],
  ['type', otherType, oneOf(DELIMITER_TYPES)],
  ['filler', filler, oneOf(Object.keys(FILLERS))],
  ['prompt', prompt, (word: string) => word],
  ['temperature', temperature, between(0, 1.5)],
  ['top-p', topP, between(0.5, 1)],
  ['seed', seed, whole],
  ['origin', origin, oneOf(['editor', 'pasted'])],
  ['family', settings.family, oneOf(Object.keys(FAMILIES))],
  ['units', settings.units, oneOf(UNITS)],
  ['characters', settings.characters, oneOf(LENGTHS)],
  ['training-seed', settings.seed, whole],
].map(([name, state, read]) => [name, state, read, (state as Signal).peek()] as Field);

/** Parts of an address that require the worker, or that replace what came with the page. */
export interface Kept {
  readonly text: string | undefined;
  /** Names of the networks that read, the first in front; empty if none is named. */
  readonly shown: readonly string[];
  readonly held: Holding | undefined;
  readonly opener: number | undefined;
}

/** True if the page shows the answer alone, in a frame of another page. */
export const isEmbedded = signal(false);
/** Texts that are too long for the address. */
export const tooLong = signal<readonly string[]>([]);

/** Keeps the state of the page in its address until the returned function is called. */
export function keepInAddress(): () => void {
  const texts = [
    { name: 'text', state: text, packed: computed(() => packed(text.value)) },
    { name: 'pasted', state: pasted, packed: computed(() => packed(pasted.value)) },
  ];
  let timer: ReturnType<typeof setTimeout> | undefined;
  return effect(() => {
    const { value: unit } = held;
    const [first, ...others] = shown.value.map((index) => models.value[index]!.name);
    const all: [string, unknown][] = [
      ...fields.map(([name, state, , usual]): [string, unknown] => [
        name,
        state.value === usual ? undefined : state.value,
      ]),
      ['model', first],
      ...others.map((name): [string, unknown] => ['beside', name]),
      ['held', unit && [unit.layer, unit.unit, unit.value, unit.place].join(' ')],
      ['opener', opener.value],
      // The default is left out, unless it was picked.
      ['language', language.value === languages.value[0] ? pickedLanguage.value : language.value?.id],
    ];
    const words = all.flatMap(([name, value]) => (value == null ? [] : [[name, String(value)]]));
    if (isEmbedded.value) words.unshift(['embed', '1']);
    const isEmpty = texts.map(({ state }) => state.value === '');
    clearTimeout(timer);
    // Texts are packed once typing pauses.
    timer = setTimeout(() => {
      const long: string[] = [];
      for (const [index, { name, packed }] of texts.entries()) {
        const word = packed.peek();
        if (word === null) long.push(name);
        else if (!isEmpty[index]) words.push([name, word]);
      }
      tooLong.value = long;
      history.replaceState(null, '', `#${new URLSearchParams(words)}`);
    }, DELAY_MS);
  });
}

/** Applies the readable part of an address's state, and returns the rest. */
export function readAddress(hash: string): Kept {
  const words = new URLSearchParams(hash.replace(/^#/, ''));
  for (const [name, state, read] of fields) {
    const value = words.has(name) ? read(words.get(name)!) : undefined;
    if (value !== undefined) state.value = value;
  }
  pickedLanguage.value = words.get('language');
  pasted.value = unpacked(words.get('pasted')) ?? '';
  isEmbedded.value = words.has('embed');
  const [layer, unit, value, place = 0] = (words.get('held') ?? '').split(' ').map(Number);
  const isUnit =
    [layer, unit, place].every((one) => Number.isInteger(one) && one! >= 0) && Number.isFinite(value);
  return {
    text: unpacked(words.get('text')),
    shown: [...words.getAll('model').slice(0, 1), ...words.getAll('beside')],
    held: isUnit ? { layer: layer!, unit: unit!, value: value!, place } : undefined,
    opener: whole(words.get('opener') ?? ''),
  };
}

function oneOf(all: readonly unknown[]) {
  return (word: string) => all.find((one) => String(one) === word);
}

function between(least: number, most: number) {
  return (word: string) => {
    const value = word.trim() === '' ? Number.NaN : Number(word);
    return value >= least && value <= most ? value : undefined;
  };
}

function whole(word: string): number | undefined {
  return /^\d+$/.test(word) ? between(0, 2 ** 32 - 1)(word) : undefined;
}

/** Compresses a text into characters allowed in an address; null if the result is too long. */
function packed(text: string): string | null {
  if (text.length > MOST_PACKED) return null;
  const bytes = deflateSync(strToU8(text), { level: 9 });
  const word = btoa(strFromU8(bytes, true)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
  return word.length > LONGEST ? null : word;
}

function unpacked(word: string | null): string | undefined {
  // Longer than any address of ours: a thousand times as much would be unpacked before it is rejected.
  if (word === null || word.length > LONGEST) return undefined;
  try {
    const bytes = strToU8(atob(word.replaceAll('-', '+').replaceAll('_', '/')), true);
    // A longer text is truncated to this size, and rejected below.
    const whole = decompressSync(bytes, { out: new Uint8Array(MOST_UNPACKED) });
    return whole.length < MOST_UNPACKED ? strFromU8(whole) : undefined;
  } catch {
    return undefined;
  }
}
