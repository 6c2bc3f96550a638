import { formatCount } from '@longrange/document/internal';

/** The contexts between which n* lies: `128–512`, `128 to over 1,024` where its end is not reached in those measured. Null where none is told. */
export function contextInterval({
  effectiveLow: low,
  effectiveHigh: high,
  byContext,
}: {
  readonly effectiveLow: number | null;
  readonly effectiveHigh: number | null;
  readonly byContext: readonly { readonly n: number }[];
}): string | null {
  const beyond = `over ${formatCount(Math.max(1, ...byContext.map(({ n }) => n)))}`;
  if (low === null) return beyond;
  if (high === null) return `${formatCount(low)} to ${beyond}`;
  return low === high ? formatCount(low) : `${formatCount(low)}–${formatCount(high)}`;
}
