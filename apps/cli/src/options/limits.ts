import { textMetrics } from '@longrange/eval/internal';

/** Metrics that list places, with their names. */
export const placedMetrics = textMetrics.flatMap(({ key, applies, section, places }) =>
  places === undefined ? [] : [{ ...places, key, applies, section }],
);

/** Names of the metrics that list places. */
export const gateNames: readonly string[] = placedMetrics.map(({ name }) => name);

/** Least share of a metric. */
export interface Limit {
  readonly metric: string;
  readonly least: number;
}

/** Parses `brackets=0.99,parse=0.95`; returns a message if it is wrong. */
export function readLimits(given = ''): readonly Limit[] | string {
  const limits: Limit[] = [];
  for (const part of given === '' ? [] : given.split(',')) {
    const [metric = '', share = '', ...more] = part.split('=').map((word) => word.trim());
    if (!gateNames.includes(metric))
      return `Expected \`--fail-below\` to name ${gateNames.join(', ')}, got ${JSON.stringify(metric)}.`;
    const least = share === '' || more.length > 0 ? Number.NaN : Number(share);
    if (!(least >= 0 && least <= 1))
      return `Expected \`--fail-below\` to give ${metric}=SHARE with a share from 0 to 1, got ${JSON.stringify(part)}.`;
    limits.push({ metric, least });
  }
  return limits;
}
