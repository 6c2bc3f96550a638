/** A run of characters read from a zero state: the inputs `[start, start + length)` of a sequence, each predicting the next. */
export interface Segment {
  readonly sequence: number;
  readonly start: number;
  readonly length: number;
}

/** A row of the batch and how far its segment has been read. */
export interface Lane {
  readonly segment: Segment;
  read: number;
}

/** What one chunk costs beyond its steps (calls, threads that wait), in steps; only decides how chunks are cut. */
export const CHUNK_OVERHEAD_STEPS = 8;

/**
 * The segments of sequences of the given lengths, longest first: neighbours end together, and the long ones do not come last.
 *
 * @param resetEvery inputs after which the state starts from zero again, or null for never
 */
export function cutSegments(lengths: readonly number[], resetEvery: number | null): Segment[] {
  const segments: Segment[] = [];
  lengths.forEach((length, sequence) => {
    const inputs = length - 1;
    const step = resetEvery ?? Math.max(inputs, 1);
    for (let start = 0; start < inputs; start += step) {
      segments.push({ sequence, start, length: Math.min(step, inputs - start) });
    }
  });
  return segments.sort((a, b) => b.length - a.length || a.sequence - b.sequence || a.start - b.start);
}

/**
 * How many steps to read next: of the lanes' ends and `maximum` the one that reads most characters for its cost. Lanes that
 * end earlier are padded, so a few short lanes must not ride through a long chunk.
 */
export function chooseSteps(remaining: readonly number[], maximum: number): number {
  let best = 1;
  let bestRate = 0;
  for (const steps of new Set(remaining.map((count) => Math.min(count, maximum)))) {
    const characters = remaining.reduce((sum, count) => sum + Math.min(count, steps), 0);
    const rate = characters / (steps + CHUNK_OVERHEAD_STEPS);
    if (rate > bestRate || (rate === bestRate && steps > best)) [best, bestRate] = [steps, rate];
  }
  return best;
}

export interface LaneChange {
  readonly lanes: Lane[];
  /** Index of each lane before the change. */
  readonly from: number[];
  /** Whether each lane starts a new segment, from a zero state. */
  readonly fresh: boolean[];
}

/** Gives each finished lane the next segment of `queue` (taken from its end), or drops it when none is left. */
export function refillLanes(lanes: readonly Lane[], queue: Segment[]): LaneChange {
  const change: LaneChange = { lanes: [], from: [], fresh: [] };
  lanes.forEach((lane, index) => {
    const finished = lane.read === lane.segment.length;
    const next = finished ? queue.pop() : undefined;
    if (finished && next === undefined) return;
    change.lanes.push(next === undefined ? lane : { segment: next, read: 0 });
    change.from.push(index);
    change.fresh.push(next !== undefined);
  });
  return change;
}
