import { z } from 'zod';
import { count } from '../statistics/shapes.ts';
import { controlFlow } from './control-flow/control-flow.ts';
import { degeneration } from './degeneration/degeneration.ts';
import { delimiters } from './delimiters/delimiters.ts';
import { excerptSchema } from './excerpt/excerpt.ts';
import { bracketFailuresSchema } from './failures/failures.ts';
import { imports } from './imports/imports.ts';
import { indentation } from './indentation/indentation.ts';
import { memorization } from './memorization/memorization.ts';
import type { TextMetric } from './metric.ts';
import { names } from './names/names.ts';
import { oracle } from './oracle/oracle.ts';
import { parse } from './parse/parse.ts';
import { strings } from './strings/strings.ts';

const registered = [
  degeneration,
  delimiters,
  indentation,
  strings,
  controlFlow,
  names,
  parse,
  oracle,
  memorization,
  imports,
] as const;

type Registered = (typeof registered)[number];

/** Name of a metric, and of its field in a subject. */
export type MetricKey = Registered['key'];

/** Name of a figure of text. */
export type TextFigureId = Registered['figures'][number]['id'];

/** Schemas of a subject's fields, by metric. */
export type MetricSchemas = { [Metric in Registered as Metric['key']]: Metric['schema'] };

/** Measurements by metric, for one document or for each. */
export type Measured = {
  [Metric in Registered as Metric['key']]: Awaited<ReturnType<Metric['measure']>>;
};

/** All metrics of text. */
export const textMetrics: readonly TextMetric<MetricKey, unknown, MetricSchemas[MetricKey], TextFigureId>[] =
  registered;

/** Schemas of all metrics of text, by key. */
export const metricSchemas = Object.fromEntries(
  textMetrics.map(({ key, schema }) => [key, schema]),
) as MetricSchemas;

/** All measurements of one body of text. */
export const subjectSchema = z.object({
  /** `real`: held-out code. `model`: the model's samples. `ngram`: an n-gram's samples. `text`: the user's text. */
  id: z.enum(['real', 'model', 'ngram', 'text']),
  label: z.string(),
  documents: count,
  characters: count,
  /** True if documents were truncated (samples are, files are not): whatever is open at the end is then censored. */
  cut: z.boolean(),
  sha256: z.string(),
  ...metricSchemas,
  /** Examples of openers that broke (metric 1). */
  bracketFailures: bracketFailuresSchema,
  excerpt: excerptSchema.nullable(),
});

/** Texts of one origin, such as the model's samples or real code, with all their measurements. */
export interface Subject extends z.infer<typeof subjectSchema> {}

/** Fields of a subject that come from metrics. */
export type SubjectMetrics = Pick<Subject, keyof typeof metricSchemas>;
