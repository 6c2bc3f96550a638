import { z } from 'zod';
import type { Section } from '../../section.ts';
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
    subject: id,
    temperature,
    documents,
    characters,
    loops: degeneration.loops.share,
    hazard,
    netSurvival,
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

/** Samples of one predictor at all temperatures. */
type AtTemperatures = readonly AtTemperature[];

function temperaturesOf(all: readonly AtTemperatures[]): number[] {
  return [...new Set(all.flat().map(({ temperature }) => temperature))].sort((a, b) => a - b);
}

/** Returns what samples at a temperature have of something; undefined if there are no such samples. */
function at<Found>(temperature: number, pick: (one: AtTemperature) => Found) {
  return (some: AtTemperatures) => some.filter((one) => one.temperature === temperature).map(pick)[0];
}

/** Returns a panel for each temperature. */
function panelsOf<Found>(pick: (one: AtTemperature) => readonly Found[]) {
  return (all: readonly AtTemperatures[]) =>
    temperaturesOf(all).map((temperature) => ({
      title: `temperature ${temperature}`,
      of: (some: AtTemperatures) => at(temperature, pick)(some) ?? [],
    }));
}

const shown: readonly {
  readonly title: string;
  readonly pick: (one: AtTemperature) => shapes.Proportion | number | null;
}[] = [
  { title: 'Brackets held', pick: ({ delimiters }) => delimiters },
  { title: 'Indentation kept', pick: ({ indentation }) => indentation },
  { title: 'Parsed definitions', pick: ({ definitions }) => definitions },
  { title: 'Characters in loops', pick: ({ loops }) => loops },
];

/** Section of a report on samples at several temperatures. */
export const temperaturesSection: Section<AtTemperatures> = {
  id: 'temperatures',
  title: 'Other temperatures',
  definition:
    'The logits are divided by the temperature before a character is drawn: below 1, likely characters become likelier. All other figures of samples are taken at the temperature listed under provenance.',
  figures: [
    {
      kind: 'values',
      id: 'temperatures',
      title: 'Samples, by temperature',
      caption: 'Shares of samples; characters in loops are a plain share.',
      axis: 'Share',
      rows: (all) =>
        shown.flatMap(({ title, pick }) =>
          temperaturesOf(all).map((temperature) => ({
            label: `${title}, ${temperature}`,
            format: 'percent' as const,
            of: at(temperature, pick),
          })),
        ),
    },
    {
      kind: 'rate',
      id: 'temperature-hazard',
      title: 'Failures of open brackets, by distance and temperature',
      vertical: 'Failures per 100 characters',
      horizontal: 'Characters since the opener',
      panels: panelsOf(({ hazard }) => hazard),
    },
    {
      kind: 'survival',
      id: 'temperature-survival',
      title: 'Open brackets that have not failed, by temperature',
      vertical: 'Share that has not failed',
      horizontal: 'Characters since the opener',
      panels: panelsOf(({ netSurvival }) => netSurvival),
    },
  ],
};
