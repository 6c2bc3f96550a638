// Shared with the command line: the files of a run, and the resolution of settings. Not a stable API: it may change in any version.
export { readModel } from './checkpoint/read-checkpoint.ts';
export { deviationsOf } from './config/presets.ts';
export { findPreset, resolveSettings, settingPaths, withNativeBudget } from './config/resolve-settings.ts';
export { corpusConfigSchema, runConfigSchema } from './config/run-config.ts';
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
export { readFound, SWEEP_JOURNAL } from './run/find-checkpoint.ts';
export { runOwner } from './run/lock-file.ts';
export { RUN_FORMAT_VERSION, type RunDescription, refuseTakenFolder } from './run/run-folder.ts';
export { RunLock } from './run/run-lock.ts';
