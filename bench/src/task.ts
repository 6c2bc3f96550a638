interface Work {
  readonly task: 'train' | 'score' | 'sample';
  readonly batch: number;
  /** Characters of each sequence in a step. */
  readonly length: number;
}

/** Work of the reference model, an LSTM of two layers. */
export interface LstmTask extends Work {
  /** Of each layer. */
  readonly units: number;
}

/** Work of a network of blocks at its default sizes. */
export interface BlocksTask extends Work {
  /** As a configuration names it. */
  readonly network: (typeof blockNetworks)[number];
}

export const blockNetworks = ['mingru', 'gated-deltanet', 'm2rnn', 'transformer'] as const;

/** One piece of work that every engine does in the same size. */
export type Task = LstmTask | BlocksTask;

/** Something that can be timed: ours, or a peer in another process. */
export interface Contestant {
  readonly name: string;
  /** Whether it can do this one, in a time that anybody would wait for. */
  takes(task: Task): boolean;
  /** Characters per second over `repeats` steps; the first call of a task warms it up before. */
  measure(task: Task, repeats: number): Promise<number>;
  close(): void;
}

export function describeTask(task: Task): string {
  const model = 'network' in task ? task.network : `2 × ${task.units}`;
  return `${task.task} ${task.batch} × ${task.length}, ${model}`;
}
