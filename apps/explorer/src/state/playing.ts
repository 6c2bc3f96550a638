import { signal } from '@preact/signals';
import { text } from './state.ts';

/** Characters a second that a text can be read at, slowest first. */
export const SPEEDS = [12, 25, 60, 150];

/** Offset up to which the text is read aloud, as it were; null when all of it is shown. */
export const head = signal<number | null>(null);
export const isPlaying = signal(false);
export const speed = signal(25);
let frame = 0;

/** Reads on from `from` to `to`, then shows everything. */
export function play(from = head.value ?? 0, to = text.value.length): void {
  cancelAnimationFrame(frame);
  isPlaying.value = true;
  head.value = from;
  let [place, last] = [from, performance.now()];
  const next = (now: number) => {
    place += ((now - last) * speed.value) / 1000;
    last = now;
    if (place >= to) return stop();
    head.value = Math.max(from, Math.floor(place));
    frame = requestAnimationFrame(next);
  };
  frame = requestAnimationFrame(next);
}

/** Stops at a place: where it is, if none is given. */
export function pause(at = head.value): void {
  cancelAnimationFrame(frame);
  isPlaying.value = false;
  head.value = at === null ? null : Math.min(Math.max(0, at), text.value.length);
}

/** Shows everything. */
export function stop(): void {
  pause(null);
  head.value = null;
}
