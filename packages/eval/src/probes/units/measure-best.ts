import type { Units } from '../schema.ts';
import { areaDifference, areaEstimate, areasOf } from './areas.ts';
import type { UnitProperty } from './character-properties.ts';
import type { SurfaceSource } from './surface-source.ts';
import { type Halves, histogramsOf, type UnitRecording } from './watch-source.ts';

/** Recordings of the best units of the network under test, of the same network before training, and of the surface of the text. */
export interface MeasuredSources {
  readonly model: readonly UnitRecording[];
  readonly untrained: readonly UnitRecording[];
  readonly surface: readonly UnitRecording[];
}

/** Measures how well the best unit of the model detects a property, beside its controls; null if the property never or always holds on either half. */
export function measureBest(
  property: UnitProperty,
  sources: MeasuredSources,
  measuring: Halves['measuring'],
  features: SurfaceSource['features'],
): Units['best'][number] | null {
  const find = (recordings: readonly UnitRecording[]) =>
    recordings.find(({ unit }) => unit.property === property);
  const model = find(sources.model);
  const untrained = find(sources.untrained);
  const surface = find(sources.surface);
  if (model === undefined || untrained === undefined || surface === undefined) return null;
  const ofModel = areasOf(histogramsOf(model, measuring));
  const ofUntrained = areasOf(histogramsOf(untrained, measuring));
  const ofSurface = areasOf(histogramsOf(surface, measuring));
  const auc = areaEstimate(ofModel);
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
      auc: areaEstimate(ofUntrained)!,
    },
    surface: { feature: feature === 'column' ? null : feature, auc: areaEstimate(ofSurface)! },
    aboveUntrained: areaDifference(ofModel, ofUntrained),
    aboveSurface: areaDifference(ofModel, ofSurface),
  };
}
