/** Numbers in a row of a matrix in scratch, as in assembly/scratch-rows.ts. */
export const padded = (count: number): number => Math.ceil(count / 16) * 16;
