import type { Units } from '../schema.ts';
import { Areas, areaDifference, areaEstimate } from './areas.ts';
import { UNIT_PROPERTIES, type UnitProperty } from './character-properties.ts';
import type { Halves } from './labeled-documents.ts';
import { controlLabels, labelsAt, probeLinearly } from './linear-probe.ts';
import type { SurfaceSource } from './surface-source.ts';
import { histogramsOf } from './unit-recording.ts';
import type { ProbePlaces, WatchedSource } from './watch-source.ts';

/** Sources: the network under test, the same network before training, and the surface of the text. */
const SOURCES = ['model', 'untrained', 'surface'] as const;
type SourceName = (typeof SOURCES)[number];

export interface MeasuredSources {
  readonly watched: Readonly<Record<SourceName, WatchedSource>>;
  readonly halves: Halves;
  readonly places: ProbePlaces;
  readonly features: SurfaceSource['features'];
  readonly seed: number;
}

type Best = Units['best'][number];
type Linear = Units['linear'][number];

/** Finds for each property the best unit, and a linear probe on all units, of the model and of its controls. */
export function measureProperties(sources: MeasuredSources): Pick<Units, 'best' | 'linear'> {
  const best = UNIT_PROPERTIES.flatMap((property) => measureBest(property, sources) ?? []);
  const linear = UNIT_PROPERTIES.flatMap((property) => measureLinear(property, sources) ?? []);
  return { best, linear };
}

/** Null if the property never or always holds on either half. */
function measureBest(property: UnitProperty, { watched, halves, features }: MeasuredSources): Best | null {
  const { model, untrained, surface } = ofEach((name) =>
    watched[name].recordings.find(({ unit }) => unit.property === property),
  );
  if (model === undefined || untrained === undefined || surface === undefined) return null;
  const recorded = { model, untrained, surface };
  const areas = ofEach((name) => new Areas(histogramsOf(recorded[name], halves.measuring)));
  const auc = areaEstimate(areas.model);
  if (auc === null) return null;
  const feature = features[surface.unit.unit]!;
  return {
    property,
    layer: model.unit.layer + 1,
    unit: model.unit.unit,
    auc,
    n: model.documents.reduce((sum, { length }) => sum + length, 0),
    untrained: {
      layer: untrained.unit.layer + 1,
      unit: untrained.unit.unit,
      auc: areaEstimate(areas.untrained)!,
    },
    surface: { feature: feature === 'column' ? null : feature, auc: areaEstimate(areas.surface)! },
    aboveUntrained: areaDifference(areas.model, areas.untrained)!,
    aboveSurface: areaDifference(areas.model, areas.surface)!,
  };
}

/** Null if the property never or always holds at the drawn characters of either half. */
function measureLinear(
  property: UnitProperty,
  { watched, halves, places, seed }: MeasuredSources,
): Linear | null {
  const ofProperty = (half: Halves['choosing']) => half.map(({ properties }) => properties[property]);
  const labels = {
    training: labelsAt(places.choosing, ofProperty(halves.choosing)),
    test: labelsAt(places.measuring, ofProperty(halves.measuring)),
  };
  if (isConstant(labels.training) || isConstant(labels.test)) return null;
  const share = labels.training.reduce((sum, label) => sum + label, 0) / labels.training.length;
  const ofControl = (half: Halves['choosing']) => half.map(({ text }) => controlLabels(text, share, seed));
  const control = {
    training: labelsAt(places.choosing, ofControl(halves.choosing)),
    test: labelsAt(places.measuring, ofControl(halves.measuring)),
  };
  const areasOf = (name: SourceName, some: typeof labels): Areas => {
    const { training, test } = watched[name];
    return new Areas(probeLinearly(training, some.training, test, some.test, places.measuring));
  };
  const areas = ofEach((name) => areasOf(name, labels));
  return {
    property,
    training: labels.training.length,
    test: labels.test.length,
    probes: SOURCES.map((source) => {
      const controlAreas = areasOf(source, control);
      return {
        source,
        auc: areaEstimate(areas[source])!,
        control: areaEstimate(controlAreas),
        selectivity: withoutPValue(areaDifference(areas[source], controlAreas)),
      };
    }),
    aboveUntrained: areaDifference(areas.model, areas.untrained)!,
    aboveSurface: areaDifference(areas.model, areas.surface)!,
  };
}

function ofEach<T>(make: (name: SourceName) => T): Readonly<Record<SourceName, T>> {
  return { model: make('model'), untrained: make('untrained'), surface: make('surface') };
}

function isConstant(labels: Uint8Array): boolean {
  return labels.every((label) => label === labels[0]);
}

function withoutPValue<T extends { readonly pValue: number }>(
  difference: T | null,
): Omit<T, 'pValue'> | null {
  if (difference === null) return null;
  const { pValue: _, ...estimate } = difference;
  return estimate;
}
