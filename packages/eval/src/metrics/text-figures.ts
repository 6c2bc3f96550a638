import { checkArgument, isRecord } from '@longrange/errors';
import type { Estimate, Proportion } from '../statistics/shapes.ts';
import type { RateFigure, ShareFigure } from './metric.ts';
import { type MetricKey, type TextFigureId, textMetrics } from './metrics.ts';
import type { Subject } from './subject-schema.ts';

/** A share in text, which can be read from any subject. */
export interface TextShare extends Omit<ShareFigure<TextFigureId>, 'pick' | 'parts'> {
  /** Returns null if it was not measured. */
  pick(subject: Pick<Subject, MetricKey>): Proportion | null;
}

/** A rate in text, which can be read from any subject. */
export interface TextRate extends Omit<RateFigure<TextFigureId>, 'pick' | 'parts'> {
  /** Returns null if it was not measured. */
  pick(subject: Pick<Subject, MetricKey>): (Estimate & { readonly n: number }) | null;
}

/** Returns the figures of metrics, which read them from a subject. */
function figuresOf(metrics: typeof textMetrics): (TextShare | TextRate)[] {
  return metrics.flatMap(({ key, figures }) =>
    figures.map(({ parts, ...figure }): TextShare | TextRate =>
      figure.unit === 'share'
        ? { ...figure, pick: (subject) => pickFrom(subject, key, (summary) => figure.pick(summary)) }
        : { ...figure, pick: (subject) => pickFrom(subject, key, (summary) => figure.pick(summary)) },
    ),
  );
}

type Summaries = Pick<Subject, MetricKey>;

/** Picks a figure from a subject's summary; null if it was not measured. @throws LongrangeError `ARGUMENT_INVALID` */
function pickFrom<Figure>(
  subject: Summaries,
  key: MetricKey,
  pick: (summary: NonNullable<Summaries[MetricKey]>) => Figure | null,
): Figure | null {
  checkArgument(isRecord(subject), 'subject', 'a subject of a result', subject);
  const summary = subject[key];
  return summary == null ? null : pick(summary);
}

/** Figures of all metrics of text, for reports, comparisons and other formats. */
export const textFigures: readonly (TextShare | TextRate)[] = figuresOf(textMetrics);

/** Names of all figures of text. */
export const textFigureIds: readonly TextFigureId[] = textFigures.map(({ id }) => id);

/** Returns the figures of metrics in the first table of a report, in order. */
export function headlinesOf(metrics: typeof textMetrics): (TextShare | TextRate)[] {
  return figuresOf(metrics)
    .filter(({ headline }) => headline !== undefined)
    .sort((a, b) => a.headline! - b.headline!);
}

/** Figures of all metrics in the first table of a report, in order. */
export const headlineFigures: readonly (TextShare | TextRate)[] = headlinesOf(textMetrics);

/** A share by which samples of models are compared. */
export type ComparedFigure = TextShare & { readonly compared: string };

/** Shares by which samples of models are compared. */
export const comparedFigures: readonly ComparedFigure[] = textFigures.filter(
  (figure): figure is ComparedFigure => figure.unit === 'share' && figure.compared !== undefined,
);
