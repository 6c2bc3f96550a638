import { notes, type SectionDraft } from '../document/index.ts';
import type { SectionKit } from './section-kit.ts';

export function indentationSection(kit: SectionKit<'indentation'>): SectionDraft {
  const vertical = 'Share of checks passed';
  return {
    id: 'indentation',
    metric: 3,
    title: 'Indentation',
    paragraphs: [
      kit.share(
        'indentation',
        'indentation',
        (name, share) => `${name} passes ${share} of its indentation checks`,
      ),
      `Dedents need memory: they must return to a level that is still open. ${kit.share('dedents', 'dedents', (name, share) => `${name} gets ${share} of them right`)}`,
    ],
    figures: [
      kit.curve(({ indentation }) => indentation.byDepth, {
        id: 'indentation-by-depth',
        axes: { vertical, horizontal: 'Block depth', isSteps: true },
        title: 'Indentation checks passed, by depth',
        caption: 'Depth: the number of blocks around a line.',
        chartNote: notes.bars,
        heading: 'Depth',
      }),
      kit.curve(({ indentation }) => indentation.byDistance, {
        id: 'indentation-by-distance',
        axes: { vertical, horizontal: 'Characters since the block opened' },
        title: 'Indentation checks passed, by distance',
        caption: 'Distance: characters since the block opened.',
        chartNote: notes.bars,
      }),
      kit.curve(({ indentation }) => indentation.byLines, {
        id: 'indentation-by-lines',
        folded: true,
        title: 'Indentation checks passed, by lines since the block opened',
        caption: 'The same, with distance in lines.',
        heading: 'Lines',
      }),
      kit.table({ id: 'indentation-kinds', title: 'Indentation checks passed, by kind' }, [
        ['Indents', ({ indentation }) => indentation.indents],
        ['Dedents', ({ indentation }) => indentation.dedents],
        ['Unit', ({ indentation }) => indentation.unit],
        ['All', ({ indentation }) => indentation.overall],
      ]),
    ],
    definitions: {
      Indents: 'A line is indented more deeply after a line that opens a block, and only there.',
      Dedents: 'A less indented line returns to a level that is still open.',
      Unit: 'The lines of a block keep its unit: its width, and tabs or spaces.',
    },
  };
}
