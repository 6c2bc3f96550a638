import { type ProbeSection, type Side, sectionsOfProbes } from '@longrange/eval/internal';
import type { Figure, Section, SeriesStyle } from '../document/internal.ts';
import { predictorStyle, untrainedStyle } from '../words/subjects.ts';
import type { Tests } from '../words/tested.ts';
import type { Measured } from './draw-curves.ts';
import { drawSection } from './draw-section.ts';
import type { Probed } from './named-probes.ts';

/** Returns the declared section with this identifier; undefined if there is none. */
export function declaredProbe(id: string): ProbeSection | undefined {
  return sectionsOfProbes().find((section) => section.id === id);
}

/** Returns what was found in whom, each with its style; none without probes. */
export function sidesOf(
  { sides }: ProbeSection,
  { probes, temperature }: Pick<Probed, 'probes' | 'temperature'>,
): Measured<never>[] {
  const found = probes === null ? [] : sides(probes as never, temperature);
  return found.map((side, index) => ({
    id: side.id,
    name: side.name,
    style: styleOf(side, index),
    fields: side.fields as never,
  }));
}

function styleOf({ role }: Side, index: number): SeriesStyle {
  if (role === 'untrained') return untrainedStyle;
  return role === 'reference' ? 'real' : predictorStyle(index);
}

interface Options {
  /** Tests other than the result's. */
  readonly tests?: Tests;
  /** Figures of this section alone. */
  readonly added?: readonly (Figure | null)[];
  /** False to leave out the network before its training. */
  readonly isUntrainedShown?: boolean;
}

/** Draws the section of a probe from its declaration; null if nothing was found. */
export function drawProbe(
  section: ProbeSection,
  probed: Probed,
  { tests = probed.tests, added = [], isUntrainedShown = true }: Options = {},
): Section | null {
  const sides = sidesOf(section, probed).filter(({ style }) => isUntrainedShown || style !== untrainedStyle);
  return sides.length === 0 ? null : drawSection(section, sides, tests, added);
}
