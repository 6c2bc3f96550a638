// Shared with the command line: trials, their names, journal and order. Not a public API: it may change in any version.
export {
  countTrials,
  describeParameters,
  nameOf,
  type PlannedTrial,
  planTrial,
  planTrials,
  type ResolvedSettings,
  type Trial,
  type TrialCorpus,
  trialAt,
} from './plan/plan-trials.ts';
export { type JobEnd, runTrials, type StartedJob } from './schedule/run-trials.ts';
export { type Job, Schedule, type TrialRecord, type TrialStatus } from './schedule/schedule.ts';
export { Journal, type JournalEvent, readJournal } from './state/journal.ts';
