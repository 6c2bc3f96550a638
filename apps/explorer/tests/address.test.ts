import { afterEach, expect, it, vi } from 'vitest';
import { keepInAddress, readAddress } from '../src/page/address.ts';
import { filler, opener, otherType, text, view } from '../src/page/state.ts';

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it('keeps the state of the page, and reads it again', () => {
  vi.useFakeTimers();
  let kept = '';
  vi.stubGlobal('history', {
    replaceState: (_: unknown, __: string, hash: string) => {
      kept = hash;
    },
  });
  text.value = 'print("é</script>\u202e", [1, 2])\n';
  view.value = 'write';
  opener.value = 5;
  otherType.value = '{}';
  filler.value = 'lines';
  keepInAddress();
  vi.advanceTimersByTime(1000);
  expect(kept).toMatch(/^#[\w-]+$/);
  expect(readAddress(kept)).toEqual({
    text: text.value,
    view: 'write',
    opener: 5,
    type: '{}',
    filler: 'lines',
    write: ['def ', 0.8, 1, 1],
  });
  let state = 1;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return String.fromCharCode(32 + ((state >>> 16) % 95));
  };
  text.value = Array.from({ length: 30_000 }, next).join('');
  vi.advanceTimersByTime(1000);
  expect(kept.length).toBeLessThan(16_001);
  expect(readAddress(kept)).not.toHaveProperty('text');
  expect(readAddress(kept)).toMatchObject({ view: 'write' });
});

it.each(['', '#', '#%%%', '#AAAA', '#eJwDAAAAAAE', `#${btoa('not deflated')}`])(
  'takes %j for no state',
  (hash) => {
    expect(readAddress(hash)).toEqual({});
  },
);
