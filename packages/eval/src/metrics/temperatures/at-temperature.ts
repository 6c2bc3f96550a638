import { z } from 'zod';
import * as shapes from '../../statistics/shapes.ts';
import type { TextFigureId } from '../metrics.ts';
import type { Subject } from '../subject-schema.ts';
import { textFigures } from '../text-figures.ts';

/** Keeps the figures of samples at one temperature that are shown beside those at others. */
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
    ...(Object.fromEntries(shares) as Record<(typeof temperatureFigures)[number], shapes.Proportion | null>),
  };
}

/** Figures measured on samples at every temperature. */
const temperatureFigures = [
  'delimiters',
  'indentation',
  'definitions',
] as const satisfies readonly TextFigureId[];

type TemperatureFigure = (typeof temperatureFigures)[number];

/** Null if the language lacks the construct. */
const measuredSchema = shapes.proportionSchema.nullable();

/** Samples of one predictor at one temperature, in brief. */
export const atTemperatureSchema = z.object({
  subject: z.enum(['model', 'ngram']),
  temperature: z.number().positive(),
  documents: shapes.count,
  characters: shapes.count,
  ...(Object.fromEntries(temperatureFigures.map((id) => [id, measuredSchema])) as Record<
    TemperatureFigure,
    typeof measuredSchema
  >),
  /** Metric 1: failures per character of open brackets, and the share that has not failed, by distance. */
  hazard: shapes.bucketsOf(shapes.hazardBucketSchema),
  netSurvival: shapes.bucketsOf(shapes.survivalPointSchema),
  /** Metric 7: characters in loops / characters. */
  loops: z.number().min(0).max(1),
});

/** Figures of samples at another temperature. */
export type AtTemperature = z.infer<typeof atTemperatureSchema>;
