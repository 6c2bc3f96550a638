import { basename } from 'node:path';
import type { TrainingEvent, TrainingOutcome } from '@longrange/trainer';
import { type Destination, parseDestinations } from '../options/destination.ts';
import type { TrainOptions } from '../options/train-options.ts';
import { invocation, runsWords } from '../terminal/invocation.ts';
import type { Reporter } from '../terminal/reporter.ts';
import { Follower } from './follower.ts';
import type { RunStatus } from './tracker.ts';
import { makeTracker } from './trackers.ts';

/** How long the end of a training waits for trackers. */
const LAST_MS = 15_000;

const statuses: Readonly<Record<TrainingOutcome['kind'], RunStatus>> = {
  completed: 'finished',
  'early-stopped': 'finished',
  interrupted: 'interrupted',
  paused: 'interrupted',
};

/** Trains, and tells the trackers of `--log` what happens. Whatever goes wrong with one is a line; training goes on. */
export async function withTrackers(
  { log, runs }: Pick<TrainOptions, 'log' | 'runs'>,
  runFolder: string,
  reporter: Reporter,
  train: (track: (event: TrainingEvent) => void) => Promise<TrainingOutcome>,
): Promise<TrainingOutcome> {
  const time = new AbortController();
  const followers = parseDestinations(log).map((destination) => {
    const tracker = makeTracker(destination, runFolder, time.signal);
    const to = ['--to', nameOf(destination)];
    const again = invocation(['export-metrics', basename(runFolder), ...to, ...runsWords(runs)]);
    return new Follower({
      tracker,
      runFolder,
      signal: time.signal,
      onBegin: (place) => reporter.fact(tracker.name, place),
      onFailure: ({ message }) =>
        reporter.line(
          `${tracker.name}: ${message} Training goes on; what is missing can be sent with: ${again}`,
        ),
    });
  });
  const finish = async (status: RunStatus): Promise<void> => {
    const deadline = setTimeout(() => time.abort(), LAST_MS);
    await Promise.all(followers.map((follower) => follower.finish(status)));
    clearTimeout(deadline);
  };
  try {
    const outcome = await train((event) => {
      for (const follower of followers) follower.take(event);
    });
    await finish(statuses[outcome.kind]);
    return outcome;
  } catch (error) {
    await finish('failed');
    throw error;
  }
}

function nameOf(destination: Destination): string {
  return destination.kind === 'mlflow' ? `mlflow=${destination.url}` : destination.kind;
}
