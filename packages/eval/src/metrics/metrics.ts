import { controlFlow } from './control-flow/control-flow.ts';
import { degeneration } from './degeneration/degeneration.ts';
import { delimiters } from './delimiters/delimiters.ts';
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
