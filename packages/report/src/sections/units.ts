import { unitProperties } from '@longrange/eval/internal';
import type { Section } from '../document/internal.ts';
import type { Order, Tests } from '../words/tested.ts';
import { declaredProbe, drawProbe } from './draw-probe.ts';
import type { Probed } from './named-probes.ts';

/** Metric 16, what single units detect, with text colored by them. Null if there are neither. */
export function unitsSection(probed: Probed): Section | null {
  const units = probed.probes?.units ?? null;
  if (units === null) return null;
  const drawn = drawProbe(declaredProbe('units')!, probed, { tests: testsOf(units.best) });
  const pictures = units.pictures.map(({ property, ...picture }) => ({
    title: `${unitProperties[property]}: unit ${picture.unit} of layer ${picture.layer}`,
    ...picture,
  }));
  return drawn === null ? null : { ...drawn, pictures };
}

/** Tests that the best units are kept with, corrected for all comparisons of the result. */
function testsOf(best: NonNullable<NonNullable<Probed['probes']>['units']>['best']): Tests {
  return best.flatMap(({ property, aboveUntrained, aboveSurface }) =>
    [
      { second: 'untrained', test: aboveUntrained },
      { second: 'surface', test: aboveSurface },
    ].map(({ second, test: { value: difference, low, high, pValue } }) => ({
      measure: `unit/${property}`,
      range: null,
      first: 'model',
      second,
      difference,
      low,
      high,
      documents: 0,
      pValue,
      order: orderOf(low, high, pValue),
    })),
  );
}

function orderOf(low: number | null, high: number | null, pValue: number): Order {
  if (low === null || high === null || pValue >= 0.05 || (low <= 0 && high >= 0)) return 'undecided';
  return low > 0 ? 'above' : 'below';
}
