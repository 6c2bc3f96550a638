/**
 * Returns whether lists and objects are nested in more than so many levels, as in a value that contains itself. Recursive functions
 * overflow at some thousand.
 */
export function isDeeper(value: unknown, levels: number): boolean {
  let level = new Set([value]);
  for (let depth = 0; depth <= levels; depth++) {
    const inside = [...level].flatMap((one) =>
      typeof one === 'object' && one !== null ? Object.values(one as object) : [],
    );
    if (inside.length === 0) return false;
    level = new Set(inside);
  }
  return true;
}
