import { stat } from 'node:fs/promises';

export function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/** `path`, or where that is taken `path-2`, `path-3`, …: names made of the time are the same within a second. */
export async function freePath(path: string): Promise<string> {
  for (let number = 2, candidate = path; ; number++) {
    if (!(await exists(candidate))) return candidate;
    candidate = `${path}-${number}`;
  }
}
