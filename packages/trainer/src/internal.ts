// Shared with the command line: the files of a run, and the resolution of settings. Not a stable API: it may change in any version.
export { listCheckpoints } from './checkpoint/list-checkpoints.ts';
export { readCheckpoint, readModel } from './checkpoint/read-checkpoint.ts';
export { deviationsOf, presetNames, presets } from './config/presets.ts';
export { findPreset, resolveSettings, settingPaths, withNativeBudget } from './config/resolve-settings.ts';
export { corpusConfigSchema, corpusOptions, runConfigSchema } from './config/run-config.ts';
export { trainingConfigSchema } from './config/training-config.ts';
export {
  claimFolder,
  diskError,
  exists,
  writeFileAtomically,
  writeNewFolder,
} from './disk/write-atomically.ts';
export { totalSteps } from './loop/schedule.ts';
export { stepTimer } from './loop/step-timer.ts';
export { bestCheckpoint, findModel, readFound, SWEEP_JOURNAL } from './run/find-checkpoint.ts';
export { runOwner } from './run/lock-file.ts';
export { readMetrics } from './run/metrics-log.ts';
export {
  RUN_FORMAT_VERSION,
  type RunDescription,
  refuseTakenFolder,
  runFolderState,
} from './run/run-folder.ts';
export { RunLock } from './run/run-lock.ts';
