interface Work {
  readonly task: 'train' | 'score' | 'sample';
  readonly batch: number;
  /** Characters of each sequence per step. */
  readonly length: number;
}

/** Work of the reference model, an LSTM of two layers. */
interface LstmTask extends Work {
  readonly units: number;
}

/** Work of a network of blocks at its default sizes. */
interface BlocksTask extends Work {
  readonly network: (typeof blockNetworks)[number];
}

export const blockNetworks = ['mingru', 'gated-deltanet', 'm2rnn', 'transformer'] as const;

/** One piece of work, of the same size on every engine. */
export type Task = LstmTask | BlocksTask;

/** Something that can be timed: one of our engines, or a peer in another process. */
export interface Contestant {
  readonly name: string;
  /** Returns true if it can do a task in reasonable time. */
  takes(task: Task): boolean;
  /** Measures characters per second over `repeats` steps, after a warm-up at the first call. */
  measure(task: Task, repeats: number): Promise<number>;
  close(): void;
}

export function describeTask(task: Task): string {
  const model = 'network' in task ? task.network : `2 × ${task.units}`;
  return `${task.task} ${task.batch} × ${task.length}, ${model}`;
}
