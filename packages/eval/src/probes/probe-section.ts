import type { Section } from '../section.ts';

/** Declaration of what a report shows of a probe. `Found` is the part of the probes' results that it reads. */
export interface ProbeSection<Found = never> extends Section {
  /**
   * Returns what was found in whom, the model first; empty if nothing was asked.
   * @param temperature that of the samples
   */
  sides(found: Found, temperature: number): readonly Side[];
}

/** A predictor, a writer or a layer, with what was found of it. */
export interface Side<out Fields = unknown> {
  /** Name in tests. */
  readonly id: string;
  readonly name: string;
  /** Present for the network before its training, and for what needs no memory, such as real code. */
  readonly role?: 'untrained' | 'reference' | undefined;
  readonly fields: Fields;
}

/** Joins the section of a report with what it shows. */
export function probeSection<Found, Fields>(
  sides: (found: Found, temperature: number) => readonly Side<Fields>[],
  section: Section<Fields>,
): ProbeSection<Found> {
  return { ...section, sides };
}

/** A predictor that was probed. */
export interface Predictor {
  readonly predictor: string;
  readonly untrained?: true | undefined;
}

/** Findings with some fields of each predictor. */
export interface OfPredictors<Fields> {
  readonly predictors: readonly (Fields & Predictor)[];
}

/** Makes a side of each predictor that has such fields. */
export function ofPredictors<One, Fields>(pick: (one: One, temperature: number) => Fields | null) {
  return ({ predictors }: OfPredictors<One>, temperature: number): Side<Fields>[] =>
    predictors.flatMap((one) => {
      const fields = pick(one, temperature);
      if (fields === null) return [];
      const { predictor, untrained } = one;
      return [{ id: predictor, name: predictor, role: untrained && ('untrained' as const), fields }];
    });
}
