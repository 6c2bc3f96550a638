import { closersSection } from './closers/section.ts';
import { completionSection } from './completion/section.ts';
import { contextSection, pastMemorySection } from './effective-context/section.ts';
import { gradientSection } from './gradient-reach/section.ts';
import { rangeSection } from './minimal-pairs/section.ts';
import { perturbationSection } from './perturbation/section.ts';
import type { ProbeSection } from './probe-section.ts';
import { gatesSection, unitsSection } from './units/section.ts';

/** Sections of a report on probes. A report puts those that it does not know last. */
export const probeSections: readonly ProbeSection[] = [
  rangeSection,
  closersSection,
  contextSection,
  perturbationSection,
  pastMemorySection,
  completionSection,
  gradientSection,
  gatesSection,
  unitsSection,
];
