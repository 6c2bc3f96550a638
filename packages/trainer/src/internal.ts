// What the command line shares with this package. No promise to anybody else: it may change in any version.
export { settingPaths } from './config/resolve-config.ts';
export { refuseOlder } from './loop/resume.ts';
export { claimFolder, writeNewFolder } from './run/claim-folder.ts';
export { diskError } from './run/disk-error.ts';
export { refuseTakenFolder } from './run/run-folder.ts';
export { writeFileAtomically } from './run/write-atomically.ts';
