export { describeLeaderboard, type LeaderboardEntry } from './leaderboard/describe-leaderboard.ts';
export { type Described, describe, reportOf } from './report-of.ts';
export { describeSweep } from './sweep/describe-sweep.ts';
export { describeTraining, type Training } from './sweep/describe-training.ts';
export type { Sweep, SweepTrial } from './sweep/sweep.ts';
export { isOfLanguage } from './view.ts';
