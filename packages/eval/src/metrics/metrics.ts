import { controlFlow } from './control-flow/metric.ts';
import { degeneration } from './degeneration/metric.ts';
import { delimiters } from './delimiters/metric.ts';
import { imports } from './imports/metric.ts';
import { indentation } from './indentation/metric.ts';
import { memorisation } from './memorisation/metric.ts';
import type { TextMetric } from './metric.ts';
import { names } from './names/metric.ts';
import { oracle } from './oracle/metric.ts';
import { parse } from './parse/metric.ts';
import { strings } from './strings/metric.ts';

const registered = [
  degeneration,
  delimiters,
  indentation,
  strings,
  controlFlow,
  names,
  parse,
  oracle,
  memorisation,
  imports,
] as const;

type Registered = (typeof registered)[number];

/** Name of a metric: its field of a subject. */
export type MetricKey = Registered['key'];

/** Name of a figure of text. */
export type TextFigureId = Registered['figures'][number]['id'];

/** The schemas of a subject's fields, by metric. */
export type MetricSchemas = { [Metric in Registered as Metric['key']]: Metric['schema'] };

/** What the metrics have measured of one document, or of each. */
export type Measured = {
  [Metric in Registered as Metric['key']]: Awaited<ReturnType<Metric['measure']>>;
};

/** All metrics of text. */
export const textMetrics: readonly TextMetric<MetricKey, unknown, MetricSchemas[MetricKey], TextFigureId>[] =
  registered;

/** Their schemas by key. */
export const metricSchemas = Object.fromEntries(
  textMetrics.map(({ key, schema }) => [key, schema]),
) as MetricSchemas;
