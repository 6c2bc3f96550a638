import type { TextMetric } from './metric.ts';
import { registered } from './registry.ts';

type Registered = (typeof registered)[number];

/** Name of a metric, and of its field in a subject. */
export type MetricKey = Registered['key'];

/** Name of a figure of text. */
export type TextFigureId = Registered['figures'][number]['id'];

/** Schemas of a subject's fields, by metric. */
export type MetricSchemas = { [Metric in Registered as Metric['key']]: Metric['schema'] };

/** All metrics of text. */
export const textMetrics: readonly TextMetric<MetricKey, unknown, MetricSchemas[MetricKey], TextFigureId>[] =
  registered;

/** Schemas of all metrics of text, by key. */
export const metricSchemas = Object.fromEntries(
  textMetrics.map(({ key, schema }) => [key, schema]),
) as MetricSchemas;
