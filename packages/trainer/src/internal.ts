// What the command line shares with this package. No promise to anybody else: it may change in any version.
export { settingPaths } from './config/resolve-config.ts';
export { claimFolder, writeNewFolder } from './disk/claim-folder.ts';
export { diskError } from './disk/disk-error.ts';
export { exists, writeFileAtomically } from './disk/write-atomically.ts';
export { refuseTakenFolder } from './run/run-folder.ts';
