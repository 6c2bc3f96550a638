import { type EditorState, RangeSetBuilder, StateEffect, StateField } from '@codemirror/state';
import {
  Decoration,
  type DecorationSet,
  type EditorView,
  ViewPlugin,
  type ViewUpdate,
} from '@codemirror/view';
import type { Readout } from '../state/state.ts';

/** Minimum bits of a character for each tint, from weak to strong. */
export const TINTS = [1, 2, 4, 7] as const;

interface Marked {
  readonly readout: Readout | null;
  /** Offsets of both ends of the dependency under study. */
  readonly ends: readonly number[];
}

/** Effect that replaces the marks that the editor shows. */
export const show = StateEffect.define<Marked>();

const marked = StateField.define<Marked>({
  create: () => ({ readout: null, ends: [] }),
  update: (value, transaction) =>
    transaction.effects.reduce((last, effect) => (effect.is(show) ? effect.value : last), value),
});

const tintMarks = TINTS.map((_, index) => Decoration.mark({ class: `tint-${index + 1}` }));
const unknownMark = Decoration.mark({ class: 'unknown' });
const endMark = Decoration.mark({ class: 'end' });
const endingMarks = [Decoration.mark({ class: 'lost' }), Decoration.mark({ class: 'kept' })] as const;

/** Tints the visible characters by their surprisal, and marks endings by whether the network would have ended there. */
export const tints = [
  marked,
  ViewPlugin.fromClass(
    class {
      decorations: DecorationSet;

      constructor(view: EditorView) {
        this.decorations = decorate(view);
      }

      update(update: ViewUpdate): void {
        const isChanged = update.startState.field(marked) !== update.state.field(marked);
        const { readout } = update.state.field(marked);
        // Until a new readout arrives, tints only move: the browser's own undo keeps all lines that are redrawn after a key press.
        if (readout !== null && readout.bits.length !== update.state.doc.length)
          this.decorations = this.decorations.map(update.changes);
        else if (isChanged || update.docChanged || update.viewportChanged)
          this.decorations = decorate(update.view);
      }
    },
    { decorations: (plugin) => plugin.decorations },
  ),
];

function decorate({
  state,
  visibleRanges,
}: {
  readonly state: EditorState;
  readonly visibleRanges: EditorView['visibleRanges'];
}): DecorationSet {
  const { readout, ends } = state.field(marked);
  const builder = new RangeSetBuilder<Decoration>();
  if (readout === null) return builder.finish();
  for (const { from, to } of visibleRanges) {
    for (let at = from; at < to; ) {
      const mark = markOf(readout, ends, at);
      const start = at++;
      while (at < to && markOf(readout, ends, at) === mark) at++;
      if (mark !== null) builder.add(start, at, mark);
    }
  }
  return builder.finish();
}

function markOf({ bits, endings }: Readout, ends: readonly number[], at: number): Decoration | null {
  if (ends.includes(at)) return endMark;
  const ending = endings.get(at);
  if (ending !== undefined) return endingMarks[Number(ending.isKept) as 0 | 1];
  const own = bits[at]!;
  if (own === Number.POSITIVE_INFINITY) return unknownMark;
  const level = TINTS.findLastIndex((least) => own >= least);
  return level < 0 ? null : tintMarks[level]!;
}
