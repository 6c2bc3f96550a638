import { type ZodType, z } from 'zod';
import { bitsFigures } from './bits/section.ts';
import type { Abilities, PredictionFigure, Probe, ProbeFields } from './probe.ts';
import type { ProbeSection } from './probe-section.ts';
import { registered } from './registry.ts';

type Registered = (typeof registered)[number];
type Named<Key> = Extract<Registered, { readonly key: Key }>;

/** Name of a probe in a suite. */
export type ProbeKey = Registered['key'];
/** Sizes of the probes to ask; a probe left out is not asked. */
export type ProbeSizes = { readonly [Key in ProbeKey]?: z.output<Named<Key>['sizes']> | undefined };
/** Items of the probes with these sizes, the same for all predictors; null for a probe that has nothing to ask. */
export type PlansOf<Sizes> = {
  readonly [Key in keyof Sizes]: Key extends ProbeKey ? Awaited<ReturnType<Named<Key>['plan']>> : never;
};
/** Items of some probes. */
export type Plans = PlansOf<{ readonly [Key in ProbeKey]?: unknown }>;
/** Answers of one predictor by probe. */
export type Answers = { readonly [Key in ProbeKey]?: Awaited<ReturnType<Named<Key>['ask']>> };
/** Name of a figure of predictions. */
export type PredictionFigureId = (typeof bitsFigures)[number]['id'] | Registered['figures'][number]['id'];

/** A probe of any kind. */
export type AnyProbe = Probe<
  ProbeKey,
  keyof Abilities,
  unknown,
  unknown,
  unknown,
  ProbeFields,
  ProbeFields,
  PredictionFigureId
>;

/** All probes. */
export const probes: readonly AnyProbe[] = registered;

/** Sections of a report that show a probe. */
export function sectionsOfProbes(): ProbeSection[] {
  return probes.flatMap(({ sections }): readonly ProbeSection[] => sections);
}

/** Schema of the sizes of probes. */
export const probeSizesSchema = z.strictObject(
  Object.fromEntries(probes.map(({ key, sizes }) => [key, sizes.optional()])),
) as unknown as ZodType<ProbeSizes>;

type Merged<Union> = (Union extends unknown ? (one: Union) => void : never) extends (all: infer All) => void
  ? All
  : never;
type SchemasOf<Fields> = {
  [Name in keyof Fields]: Fields[Name] extends { readonly schema: infer Schema extends ZodType }
    ? Schema
    : never;
};

function schemasOf<Part extends 'fields' | 'overall'>(part: Part): SchemasOf<Merged<Registered[Part]>> {
  const fields = probes.flatMap((probe) => Object.entries(probe[part]));
  return Object.fromEntries(fields.map(([name, { schema }]) => [name, schema])) as SchemasOf<
    Merged<Registered[Part]>
  >;
}

/** Schemas of the fields of each predictor's probes. */
export const predictorSchemas = schemasOf('fields');
/** Schemas of the fields about all predictors. */
export const overallSchemas = schemasOf('overall');

/** Figures of predictions, kept document by document. */
export const predictionFigures: readonly PredictionFigure<PredictionFigureId>[] = [
  ...bitsFigures,
  ...registered.flatMap(({ figures }): readonly PredictionFigure<PredictionFigureId>[] => figures),
];

/** Names of the figures in tests and `documents.json`. */
export const predictionFigureIds: readonly PredictionFigureId[] = predictionFigures.flatMap(
  ({ id, tested, conditions, kept }) => ((tested ?? conditions ?? kept) ? [id] : []),
);

const UNITS = ['characters', 'nats', 'bits', 'share'] as const;

/** Figures by which models are compared, in the order of display. */
export const comparedPredictions = UNITS.flatMap((unit) =>
  predictionFigures.flatMap((figure) =>
    figure.unit === unit && figure.compared !== undefined ? [{ ...figure, compared: figure.compared }] : [],
  ),
);
