/** Parses `10%`; returns a share between 0 and 1, or NaN. */
export function readMargin(given: string): number {
  const [, percent] = /^(\d+(?:\.\d+)?) ?%$/.exec(given) ?? [];
  const share = Number(percent) / 100;
  return share > 0 && share < 1 ? share : Number.NaN;
}
