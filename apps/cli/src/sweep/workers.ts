import type { Job, Journal, StartedJob } from '@longrange/sweep/internal';
import type { Reporter } from '../terminal/reporter.ts';
import type { SweepScreen } from './sweep-screen.ts';
import type { TrialRun } from './trial-run.ts';

/** Who works on the trials of a sweep. */
export interface Workers {
  /** How many trials at once. */
  readonly jobs: number;
  /** What is said when the sweep's command is interrupted. */
  readonly interrupted: string;
  /** Calls `began` once somebody works on the job. */
  start(job: Job, began: () => void, journal: Journal): StartedJob<TrialRun>;
  /** Tells from now on what happens to jobs that run elsewhere. */
  watch?(reporter: Reporter, screen: SweepScreen): Promise<void>;
  close?(): Promise<void>;
}
