/** One piece of work that every engine does in the same size. */
export interface Task {
  readonly task: 'train' | 'score' | 'sample';
  readonly batch: number;
  /** Characters of each sequence in a step. */
  readonly length: number;
  readonly units: number;
}

/** Something that can be timed: ours, or a peer in another process. */
export interface Contestant {
  readonly name: string;
  /** Whether it can do this one, in a time that anybody would wait for. */
  takes(task: Task): boolean;
  /** Characters per second over `repeats` steps; the first call of a task warms it up before. */
  measure(task: Task, repeats: number): Promise<number>;
  close(): void;
}

export function describeTask({ task, batch, length, units }: Task): string {
  return `${task} ${batch} × ${length}, 2 × ${units}`;
}
