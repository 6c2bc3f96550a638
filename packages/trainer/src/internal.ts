// What the command line shares with this package: the files of a run, and how settings are written. No promise to anybody else: it may
// change in any version.
export { readModel } from './checkpoint/read-model.ts';
export { corpusConfigSchema } from './config/corpus-config.ts';
export { deviationsOf } from './config/presets.ts';
export { findPreset, resolveSettings, settingPaths } from './config/resolve-settings.ts';
export { runConfigSchema } from './config/run-config.ts';
export { trainingConfigSchema } from './config/training-config.ts';
export { claimFolder, writeNewFolder } from './disk/claim-folder.ts';
export { diskError } from './disk/disk-error.ts';
export { exists, writeFileAtomically } from './disk/write-atomically.ts';
export { totalSteps } from './loop/schedule.ts';
export { readFound } from './run/find-model.ts';
export { RUN_FORMAT_VERSION, type RunDescription, refuseTakenFolder } from './run/run-folder.ts';
export { RunLock } from './run/run-lock.ts';
export { runOwner } from './run/run-owner.ts';
