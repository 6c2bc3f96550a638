import type { Control } from '../probes/schema.ts';
import type { Section } from '../section.ts';
import type { D80 } from '../statistics/shapes.ts';

/** Section of a report on metric 17; what is measured is one control each. */
export const controlsSection: Section<Control> = {
  id: 'controls',
  metric: 17,
  title: 'Control tasks',
  definition:
    'Code mixes many dependencies. Each small language here has one kind, and its right answer is known: closers of brackets of k types nested at most m deep, Dyck-(k, m); a string again; a character asked for after a lag. A small network of its own learns each, and is tested on longer texts than in training.',
  lead: [{ id: 'controls', title: 'Right answers', pick: ({ accuracy }) => accuracy }],
  figures: [
    {
      kind: 'share',
      id: 'controls-by-distance',
      title: 'Control tasks, by distance',
      caption: 'Right answers: closers for Dyck, characters for copy, answers by lag for recall.',
      vertical: 'Share right',
      horizontal: 'Distance, characters',
      criterion: true,
      panels: (all) =>
        all.map((control) => ({
          title: control.label,
          of: (one) => (one === control ? one.byDistance : []),
        })),
    },
    {
      kind: 'values',
      id: 'controls',
      title: 'Control tasks and their networks',
      caption: 'D80: the distance up to which 80 % is right.',
      rows: [
        { label: 'Network', of: ({ model }) => model },
        { label: 'Training characters', of: ({ trainingCharacters }) => trainingCharacters },
        { label: 'Training length', of: ({ trainingLength }) => trainingLength },
        { label: 'Test length', of: ({ testLength }) => testLength },
        { label: 'Right', of: ({ accuracy }) => accuracy },
        { label: 'D80, characters', of: ({ d80 }) => reachOf(d80) },
        { label: 'D80, 95 % interval', of: ({ d80 }) => intervalOf(d80) },
      ],
    },
  ],
};

/** `256`, `at least 256`, `none`. */
function reachOf({ characters, limited }: D80): string {
  if (characters === null) return 'none';
  return limited ? `at least ${characters}` : String(characters);
}

/** `128–512`, or `128 or more` if no distance is shown to fail before the data end; null if nothing is shown. */
function intervalOf({ low, high }: D80): string | null {
  if (high === null) return low === null ? null : `${low} or more`;
  return low === high ? String(low) : `${low ?? 0}–${high}`;
}
