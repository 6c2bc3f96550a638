import { DELIMITER_TYPES, type DelimiterType } from '@longrange/code';
import { effect, signal } from '@preact/signals';
import { decompressSync, deflateSync, strFromU8, strToU8 } from 'fflate';
import type { Filler } from '../worker/ask.ts';
import { prompt, seed, temperature, topP } from './panels/write.tsx';
import { filler, model, opener, otherType, text, VIEWS, type View, view } from './state.ts';

/** Longest state that an address carries, in characters of it: browsers and mail programs cut longer ones. */
const LONGEST = 16_000;
/** Longest text that is unpacked from an address, in bytes. */
const LARGEST = 2 ** 20;
const DELAY_MS = 400;

/** State that an address carries. All of it may be missing or wrong. */
interface Kept {
  readonly text?: string;
  readonly model?: string;
  readonly view?: View;
  readonly opener?: number | null;
  readonly type?: DelimiterType;
  readonly filler?: Filler;
  readonly write?: readonly [prompt: string, temperature: number, topP: number, seed: number];
}

/** False while the text is too long for the address. */
export const isTextKept = signal(true);

/** Keeps the state of the page in its address from now on. */
export function keepInAddress(): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  effect(() => {
    const kept: Kept = {
      text: text.value,
      ...(model.value && { model: model.value.name }),
      view: view.value,
      opener: opener.value,
      type: otherType.value,
      filler: filler.value,
      write: [prompt.value, temperature.value, topP.value, seed.value],
    };
    clearTimeout(timer);
    timer = setTimeout(() => {
      const whole = packed(kept);
      const isWhole = whole.length <= LONGEST;
      history.replaceState(null, '', `#${isWhole ? whole : packed({ ...kept, text: undefined })}`);
      isTextKept.value = isWhole;
    }, DELAY_MS);
  });
}

/** State that an address carries; nothing for one that cannot be read. */
export function readAddress(hash: string): Kept {
  try {
    const value: unknown = JSON.parse(unpacked(hash.replace(/^#/, '')));
    return typeof value === 'object' && value !== null ? checked(value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** Takes over everything but the text, the network and the bracket, which need the worker. */
export function applyAddress(kept: Kept): void {
  if (kept.view !== undefined) view.value = kept.view;
  if (kept.type !== undefined) otherType.value = kept.type;
  if (kept.filler !== undefined) filler.value = kept.filler;
  if (kept.write !== undefined) [prompt.value, temperature.value, topP.value, seed.value] = kept.write;
}

function checked(value: Record<string, unknown>): Kept {
  const one = <T extends string>(of: unknown, all: readonly T[]) => all.find((known) => known === of);
  const [start, warmth, share, number] = Array.isArray(value.write) ? value.write : [];
  const isWrite =
    typeof start === 'string' && [warmth, share, number].every((part) => Number.isFinite(part) && part >= 0);
  const [shownView, type, kind] = [
    one(value.view, VIEWS),
    one(value.type, DELIMITER_TYPES),
    one(value.filler, ['names', 'lines', 'nested'] as const),
  ];
  return {
    ...(typeof value.text === 'string' && { text: value.text }),
    ...(typeof value.model === 'string' && { model: value.model }),
    ...(shownView && { view: shownView }),
    ...(Number.isInteger(value.opener) && { opener: value.opener as number }),
    ...(type && { type }),
    ...(kind && { filler: kind }),
    ...(isWrite && {
      write: [start, Math.min(warmth, 1.5), Math.min(share, 1), Math.floor(number)] as const,
    }),
  };
}

function packed(kept: object): string {
  const bytes = deflateSync(strToU8(JSON.stringify(kept)), { level: 9 });
  return btoa(strFromU8(bytes, true)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

function unpacked(word: string): string {
  const bytes = strToU8(atob(word.replaceAll('-', '+').replaceAll('_', '/')), true);
  return strFromU8(decompressSync(bytes, { out: new Uint8Array(LARGEST) }));
}
