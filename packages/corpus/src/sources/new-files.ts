/** Tells of each real path whether it is the first time that it is met. */
export function newFiles(): (realPath: string) => boolean {
  const met = new Set<string>();
  return (realPath) => {
    if (met.has(realPath)) return false;
    met.add(realPath);
    return true;
  };
}
