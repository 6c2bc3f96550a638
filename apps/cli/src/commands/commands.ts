import type { AnyCommand } from '../cli/command.ts';
import { compareCommand } from './compare.ts';
import { evalCommand } from './eval.ts';
import { exportCommand } from './export.ts';
import { exportMetricsCommand } from './export-metrics.ts';
import { nativeCommand } from './native.ts';
import { quickstartCommand } from './quickstart.ts';
import { reportCommand } from './report.ts';
import { sampleCommand } from './sample.ts';
import { sweepCommand } from './sweep.ts';
import { trainCommand } from './train.ts';
import { workerCommand } from './worker.ts';

/** All commands, in the order in which help lists them. */
export const commands: readonly AnyCommand[] = [
  quickstartCommand,
  trainCommand,
  sweepCommand,
  workerCommand,
  sampleCommand,
  evalCommand,
  compareCommand,
  reportCommand,
  exportCommand,
  exportMetricsCommand,
  nativeCommand,
];
