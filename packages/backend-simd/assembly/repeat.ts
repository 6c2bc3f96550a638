import { barrier } from './barrier';
import { choose, chooseScratchBytes } from './choose';
import { beat } from './control';
import { run } from './index';
import { LINE, share } from './share';

/** A job as `run` takes it: an element of the list that `repeat` reads. */
// @ts-ignore: decorator
@unmanaged
export class RecordedJob {
  kind: i32;
  args: usize;
  shares: i32;
}

/**
 * Runs a list of `count` jobs `times` times without leaving WebAssembly. A thread takes the same shares of a job each time, and all wait for
 * each other between two jobs, unless the first thread runs both alone.
 *
 * @param time receives the number of the round, from 0
 */
export function repeat(
  times: i32, count: i32, jobs: usize, time: usize, barrierAt: usize, thread: i32, threads: i32,
): void {
  for (let t = 0; t < times; t++) {
    if (thread == 0) store<i32>(time, t);
    for (let i = 0; i < count; i++) {
      beat();
      const job = changetype<RecordedJob>(jobs + <usize>i * offsetof<RecordedJob>());
      const next = changetype<RecordedJob>(jobs + <usize>((i + 1) % count) * offsetof<RecordedJob>());
      for (let part = thread; part < job.shares; part += threads) run(job.kind, job.args, part, job.shares);
      if (job.shares > 1 || next.shares > 1) barrier(barrierAt, threads);
    }
  }
}

/**
 * Chooses the next character of each of B sequences.
 *
 * @param uniforms float64 [rounds, B]; @param time number of the round; @param tokens [B]; @param written [rounds, B], −1 if a logit is not finite
 */
export function chooseCharacters(
  B: i32, V: i32, temperature: f32, topK: i32, topP: f32, logits: usize, uniforms: usize, time: usize,
  tokens: usize, written: usize, scratch: usize, thread: i32, threads: i32,
): void {
  const range = share(B, 1, thread, threads);
  const last = <i32>(range >> 32);
  const Vp = (V + 3) & ~3;
  for (let b = <i32>(range & 0xffffffff); b < last; b++) {
    beat();
    const at = <usize>(load<i32>(time) * B + b) << 2;
    const row = scratch + chooseScratchBytes(Vp);
    memory.copy(row, logits + (<usize>(b * V) << 2), <usize>V << 2);
    const token = choose(row, V, Vp, temperature, topK, topP, load<f64>(uniforms + at * 2), scratch);
    store<i32>(written + at, token);
    // Characters after a failure are useless, but must stay inside the table.
    store<i32>(tokens + (<usize>b << 2), max(token, 0));
  }
}

export function copy(size: i32, from: usize, to: usize, thread: i32, threads: i32): void {
  const range = share(size, LINE, thread, threads);
  const first = <usize>(<i32>(range & 0xffffffff)) << 2;
  memory.copy(to + first, from + first, (<usize>(<i32>(range >> 32)) << 2) - first);
}
