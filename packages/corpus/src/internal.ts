// What the command line shares with this package. No promise to anybody else: it may change in any version.
export { readRegularFile } from './sources/regular-file.ts';
