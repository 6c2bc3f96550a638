import type { Language } from '@longrange/code';
import { LongrangeError } from '@longrange/errors';
import type { Result } from '@longrange/eval';
import { wrongUsage } from '../cli/wrong-usage.ts';
import { type Limit, placedMetrics, readLimits } from '../options/limits.ts';

/** @throws LongrangeError `USAGE` (exit code 2) for a limit of a metric that the language does not have */
export function refuseUnmeasured(given: string | undefined, language: Language): void {
  for (const { metric } of readLimits(given) as readonly Limit[]) {
    const { applies } = placedMetrics.find(({ name }) => name === metric)!;
    if (applies?.({ language, cut: false, characters: 0 }) ?? true) continue;
    throw wrongUsage({
      code: 'USAGE',
      message: `Expected \`--fail-below\` to name what is measured of ${language.name}, got ${metric}.`,
    });
  }
}

/** Returns the share of each metric in a text, null if there was nothing to judge, and the number of its places. */
export function sharesOf(subject: Result['subjects'][number]) {
  return placedMetrics.flatMap(({ name: metric, key, share }) => {
    const summary = subject[key];
    if (summary == null) return [];
    const { count = 0 } = subject.places?.find((one) => one.metric === metric) ?? {};
    return [{ metric, share: share(summary), count }];
  });
}

/** @throws LongrangeError `BELOW_LIMIT` if a metric of the text holds less than its limit */
export function checkLimits(given: string | undefined, subject: Result['subjects'][number]): void {
  const shares = sharesOf(subject);
  const missed = (readLimits(given) as readonly Limit[]).flatMap(({ metric, least }) => {
    const share = shares.find((one) => one.metric === metric)?.share ?? 1;
    return share < least ? [`${metric} of at least ${least}, got ${Math.floor(share * 1e6) / 1e6}`] : [];
  });
  if (missed.length > 0)
    throw new LongrangeError({
      code: 'BELOW_LIMIT',
      message: `Expected ${missed.join('; ')}.`,
      hint: '--format json lists every place where something is wrong.',
    });
}
