import { appendFileSync } from 'node:fs';

/** True in the long form. */
export const isLong = process.env.LONGRANGE_TORTURE === 'long';

/** One number for the short form, which CI runs, and one for the long form. */
export const amount = (short: number, long: number): number => (isLong ? long : short);

/** Leaves a line for the table that the command ends with. */
export function figure(promise: string, seen: string): void {
  const file = process.env.LONGRANGE_TORTURE_FIGURES;
  if (file !== undefined) appendFileSync(file, `${JSON.stringify({ promise, seen })}\n`);
}
