import { basename, join, resolve } from 'node:path';

const pattern = /^step-(\d{6}|[1-9]\d{6,})(?:\.previous)?$/;

/** `<run>/checkpoints/step-000500` */
export function checkpointFolder(runFolder: string, step: number): string {
  return join(runFolder, 'checkpoints', `step-${String(step).padStart(6, '0')}`);
}

/** The step in a checkpoint's name, also while another takes its place; undefined for a folder that is called otherwise. */
export function stepOfFolder(folder: string): number | undefined {
  const digits = pattern.exec(basename(resolve(folder)))?.[1];
  return digits === undefined ? undefined : Number(digits);
}
