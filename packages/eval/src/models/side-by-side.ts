/** Works on all, in their order and at most so many at once. A part of the work that waits lets others go on, so that a model is asked for many together. */
export async function sideBySide<Part, Result>(
  parts: readonly Part[],
  together: number,
  work: (part: Part, index: number) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = new Array(parts.length);
  let next = 0;
  const goOn = async (): Promise<void> => {
    while (next < parts.length) {
      const index = next++;
      results[index] = await work(parts[index]!, index);
    }
  };
  await Promise.all(Array.from({ length: Math.min(together, parts.length) }, goOn));
  return results;
}
