import type { MetricsLine } from '@longrange/trainer';
import type { TrackedRun } from './tracked-run.ts';

/** How a run stands, as trackers tell it. */
export type RunStatus = 'running' | 'finished' | 'interrupted' | 'failed';

/** Something that shows the figures of a run. What it is told may fail, and is then made up for by `begin`. */
export interface Tracker {
  readonly name: string;
  /** Whether it can take a point back, and so may have those after the last checkpoint, which a resumed run writes anew. */
  readonly takesUnsaved: boolean;
  /** Brings what it has up to the lines of the run. Returns where that is to be seen. */
  begin(run: TrackedRun): Promise<string>;
  /** Takes further lines; what it has already is left out. */
  add(lines: readonly MetricsLine[]): Promise<void>;
  end(status: RunStatus): Promise<void>;
}
