import type { Proportion } from '../statistics/shapes.ts';
import { type AtTemperature, temperatureFigures } from './at-temperature-schema.ts';
import type { Subject } from './subject-schema.ts';
import { textFigures } from './text-figures.ts';

/** What is kept of samples at one temperature, beside those at others. */
export function atTemperature(
  id: AtTemperature['subject'],
  temperature: number,
  subject: Subject,
): AtTemperature {
  const { documents, characters, degeneration, delimiters } = subject;
  const { hazard, netSurvival } = delimiters;
  const shares = temperatureFigures.map((figure) => {
    const { pick } = textFigures.find((one) => one.id === figure)!;
    return [figure, pick(subject)];
  });
  return {
    ...{ subject: id, temperature, documents, characters, loops: degeneration.loops.share },
    ...{ hazard, netSurvival },
    ...(Object.fromEntries(shares) as Record<(typeof temperatureFigures)[number], Proportion | null>),
  };
}
