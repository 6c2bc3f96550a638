import { RandomStream } from '@longrange/code';
import { deflateSync, zlibSync } from 'fflate';
import { afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { isEmbedded, keepInAddress, readAddress, tooLong } from '../src/state/address.ts';
import * as state from '../src/state/state.ts';
import { origin, pasted, settings } from '../src/state/training.ts';
import { prompt, seed, temperature, topP } from '../src/state/writing.ts';
import { languages } from '../src/worker/language.ts';
import { connected } from './testing/page.ts';

/** All that an address holds beside texts and what the worker is asked about. */
const fields = {
  view: state.view,
  show: state.lens,
  type: state.otherType,
  filler: state.filler,
  prompt,
  temperature,
  topP,
  seed,
  origin,
  family: settings.family,
  units: settings.units,
  characters: settings.characters,
  trainingSeed: settings.seed,
  pasted,
  language: state.pickedLanguage,
  isEmbedded,
};
const shown = () => Object.fromEntries(Object.entries(fields).map(([name, { value }]) => [name, value]));
const usual = shown();
function reset(): void {
  for (const [name, field] of Object.entries(fields)) field.value = usual[name] as never;
}

let address = '';
const writes = vi.fn();
beforeAll(() => {
  vi.useFakeTimers();
  vi.stubGlobal('history', {
    replaceState: (_: unknown, __: string, next: string) => {
      address = next;
      writes();
    },
  });
  const stop = keepInAddress();
  return () => {
    stop();
    vi.runAllTimers();
    vi.useRealTimers();
    vi.unstubAllGlobals();
  };
});
beforeEach(() => {
  state.models.value = ['lstm', 'my "own" & <b>', 'mingru'].map((name) => ({
    client: connected({}),
    name,
    title: name,
    description: name,
    isInspectable: true,
    language: undefined,
  }));
  [state.shown.value, state.held.value, state.opener.value] = [[0], null, null];
  state.text.value = 'print((1))\n';
});
afterEach(reset);

/** The address once nothing has changed for a while. */
function settled(): string {
  vi.advanceTimersByTime(1000);
  return address;
}

it('names nothing but the network and the text as long as all is as usual', () => {
  expect(settled()).toMatch(/^#model=lstm&text=[\w-]+$/);
});

it('keeps all of the state, and reads it again', () => {
  state.text.value = 'print("é</script>\u202e", [1, 2])\n';
  [state.view.value, state.otherType.value, state.filler.value] = ['train', '{}', 'nested'];
  [prompt.value, temperature.value, topP.value, seed.value] = ['a+b & "c"=', 0.35, 0.9, 7];
  [origin.value, pasted.value] = ['pasted', 'x = [1]\r\n#%'];
  [settings.family.value, settings.units.value] = ['mingru', 128];
  [settings.characters.value, settings.seed.value] = [4_000_000, 0];
  [state.lens.value, isEmbedded.value] = ['surprise', true];
  [state.shown.value, state.opener.value] = [[1, 0, 2], 5];
  state.held.value = { layer: 1, unit: 17, value: -0.3, place: 2 };
  const expected = shown();
  const kept = settled();
  expect(kept).toMatch(/^#embed=1&[\w.&=%+-]+&model=my[^&]+&beside=lstm&beside=mingru&[\w.&=%+-]+$/);
  reset();
  const rest = { text: state.text.value, shown: ['my "own" & <b>', 'lstm', 'mingru'], opener: 5 };
  expect(readAddress(kept)).toEqual({ ...rest, held: state.held.value });
  expect(shown()).toEqual(expected);
});

it('keeps the language, of the network or picked, unless it is the default that nobody picked', () => {
  state.languages.value = languages;
  const word = () => new URLSearchParams(settled().slice(1)).get('language');
  expect(word()).toBeNull();
  state.pickedLanguage.value = 'typescript';
  expect(word()).toBe('typescript');
  readAddress('#language=python');
  expect([state.language.value?.id, word()]).toEqual(['python', 'python']);
  state.models.value = [{ ...state.models.value[0]!, language: 'javascript' }];
  expect(word()).toBe('javascript');
  readAddress('#language=klingon');
  [state.shown.value, state.models.value] = [[], []];
  expect(state.language.value).toBe(languages[0]);
  state.languages.value = [];
});

it('keeps an empty text, so that another does not come in its place, and reads older addresses', () => {
  state.text.value = '';
  state.opener.value = 0;
  expect(readAddress(settled())).toMatchObject({ opener: 0 });
  // An older address names no network of the unit that is held.
  expect(readAddress('#held=1+2+0.5').held).toEqual({ layer: 1, unit: 2, value: 0.5, place: 0 });
});

it('waits until nobody types, and writes once', () => {
  settled();
  writes.mockClear();
  for (let i = 0; i < 20; i++) {
    state.text.value += '#';
    vi.advanceTimersByTime(100);
  }
  expect(writes).not.toHaveBeenCalled();
  expect(readAddress(settled()).text).toMatch(/#{20}$/);
  expect(writes).toHaveBeenCalledTimes(1);
});

/** Text that does not become shorter when packed. */
function noise(length: number): string {
  const random = new RandomStream(1);
  return Array.from({ length }, () => String.fromCharCode(32 + random.nextInteger(95))).join('');
}

it('leaves out a text that is too long, says so, and keeps everything else', () => {
  [state.text.value, pasted.value] = [noise(30_000), noise(29_000)];
  state.view.value = 'write';
  const kept = settled();
  expect(tooLong.value).toEqual(['text', 'pasted']);
  expect(kept).toBe('#view=write&model=lstm');
  expect(readAddress(kept).text).toBeUndefined();
  // Of code a quarter is left: more of it fits.
  state.text.value = 'def f(x):\n    return [x]\n'.repeat(2000);
  pasted.value = '';
  expect(readAddress(settled()).text).toBe(state.text.value);
  expect(tooLong.value).toEqual([]);
  // So long a text is not even tried.
  state.text.value = 'a'.repeat(100_000);
  settled();
  expect(tooLong.value).toEqual(['text']);
});

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url');

it.each([
  ...['', '#', '#%%%', '#AAAA', '#=&=', '#text', '#text=', '#text=AAAA', '#text=%00', '#pasted=!!!'],
  ...[
    '#view=none',
    '#view=ask',
    '#show=tint',
    '#view=__proto__',
    '#constructor=1',
    '#type=(]',
    '#filler=toString',
    '#origin=files',
  ],
  ...['temperature=2', 'temperature=-1', 'temperature=NaN', 'temperature=', 'top-p=0', 'top-p=1e9'].map(
    (one) => `#${one}`,
  ),
  ...['seed=-1', 'seed=1.5', 'seed=1e3', 'seed=4294967296', 'training-seed=x', 'units=1000000'].map(
    (one) => `#${one}`,
  ),
  ...['#characters=1', '#family=transformer', '#opener=-1', '#opener=1.5', '#opener=9999999999999'],
  ...[
    '#held=',
    '#held=1',
    '#held=1 2',
    '#held=-1 2 0',
    '#held=1 2 Infinity',
    '#held=a b c',
    '#held=1 2 0 -1',
  ],
  `#text=${base64(deflateSync(new Uint8Array(2 ** 21)))}`,
  `#text=${base64(deflateSync(new Uint8Array(10_000), { level: 0 }))}`,
  `#text=${base64(new Uint8Array([31, 139, 8, 0]))}`,
])('takes nothing from %j', (hash) => {
  expect(readAddress(hash)).toEqual({ text: undefined, shown: [], held: undefined, opener: undefined });
  expect(shown()).toEqual(usual);
});

it('reads what another program has packed, whatever its kind of deflate', () => {
  const bytes = new TextEncoder().encode('f(1)\n');
  for (const packed of [deflateSync(bytes), zlibSync(bytes)])
    expect(readAddress(`#text=${base64(packed)}`).text).toBe('f(1)\n');
});
