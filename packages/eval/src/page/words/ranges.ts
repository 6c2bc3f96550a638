import type { SeriesStyle } from '@longrange/document/internal';
import type { Result } from '../../result/schema.ts';
import type { Range } from '../../statistics/range-schema.ts';
import { type NamedProbes, namedProbes } from '../names/probes.ts';

type Written = NamedProbes['probes']['swaps']['writing'][number];

/** How far one predictor remembers an open bracket, when it reads and when it writes. */
export interface NamedRanges {
  readonly style: SeriesStyle;
  readonly name: string;
  /** Null where it was not asked about brackets of natural code. */
  readonly reading: Range | null;
  /** At the temperature at which everything is measured, or the one nearest to it; null for what does not write. */
  readonly writing: (Range & Pick<Written, 'temperature'>) | null;
}

/** What is under test comes first. */
export function rangesOf(result: Result): NamedRanges[] {
  return namedProbes(result).map((named) => {
    const written = mainWriting(result, named);
    return {
      ...{ style: named.style, name: named.name },
      reading: bracketsRead(named)?.range ?? null,
      writing: written === null ? null : { ...written.range, temperature: written.temperature },
    };
  });
}

/** Brackets of natural code. */
export function bracketsRead({ probes }: NamedProbes) {
  return probes.swaps.reading.find(({ kind }) => kind === 'closer')?.natural ?? null;
}

/** What was written at the temperature of the samples, or at the nearest to it. */
export function mainWriting({ provenance }: Result, { probes }: NamedProbes): Written | null {
  const temperature = Number(provenance.sampling?.temperature ?? 1);
  const farFrom = (one: Written) => Math.abs(one.temperature - temperature);
  return [...probes.swaps.writing].sort((a, b) => farFrom(a) - farFrom(b))[0] ?? null;
}
