import { readRegularFile } from '../sources/regular-file.ts';

/** A file of settings of another program; empty where it cannot be read, and where it is none that comes to an end. */
export async function readSettingsFile(path: string): Promise<string> {
  const bytes = await readRegularFile(path, { documentBytes: 2 ** 20 }).catch(() => new Uint8Array());
  return new TextDecoder().decode(bytes);
}
