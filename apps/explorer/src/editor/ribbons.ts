import { type EditorState, StateEffect, StateField } from '@codemirror/state';
import {
  Decoration,
  type DecorationSet,
  type EditorView,
  ViewPlugin,
  type ViewUpdate,
} from '@codemirror/view';
import { STYLES, strengthColor } from '../charts/line-chart.tsx';
import type { Lens, Readout } from '../state/state.ts';
import type { Dependency } from '../worker/ask.ts';

/** Minimum bits of a character for each strength of a ribbon. */
export const BITS = [1, 2, 4, 7] as const;

/** Everything that the ribbons show, one ribbon for each network. */
export interface Ribbons {
  readonly lens: Lens;
  readonly readouts: readonly (Readout | null)[];
  readonly dependency: Dependency | null;
  /** Strength of each network's memory of the dependency after each of its characters. */
  readonly strengths: readonly Uint8Array[];
  /** Names of the networks. */
  readonly titles: readonly string[];
  /** Offset of the first character that has not been read aloud; null if all have. */
  readonly head: number | null;
}

/** Effect that replaces the ribbons that the editor shows. */
export const show = StateEffect.define<Ribbons>();

const shown = StateField.define<Ribbons | null>({
  create: () => null,
  update: (value, transaction) =>
    transaction.effects.reduce((last, effect) => (effect.is(show) ? effect.value : last), value),
});

/** Draws ribbons under the visible characters: what each network remembers there of an opener, or how much it is surprised. */
export const ribbons = [
  shown,
  ViewPlugin.fromClass(
    class {
      decorations: DecorationSet;

      constructor(view: EditorView) {
        this.decorations = decorate(view);
      }

      update(update: ViewUpdate): void {
        const isChanged = update.startState.field(shown) !== update.state.field(shown);
        const length = update.state.field(shown)?.readouts[0]?.bits.length;
        // Until a new readout arrives, ribbons only move: the browser's own undo keeps all lines that are redrawn after a key press.
        if (length !== undefined && length !== update.state.doc.length)
          this.decorations = this.decorations.map(update.changes);
        else if (isChanged || update.docChanged || update.viewportChanged)
          this.decorations = decorate(update.view);
      }
    },
    { decorations: (plugin) => plugin.decorations },
  ),
];

/** Look of a character: its classes and its style. */
interface Look {
  readonly class: string;
  readonly style: string;
}

/** Marks by their looks: each is made once. */
const marks = new Map<string, Decoration>();

function markOf(look: Look): Decoration {
  const key = `${look.class};${look.style}`;
  const mark = marks.get(key) ?? Decoration.mark({ class: look.class, attributes: { style: look.style } });
  marks.set(key, mark);
  return mark;
}

const END: Look = { class: 'end', style: '' };

function decorate({
  state,
  visibleRanges,
}: {
  readonly state: EditorState;
  readonly visibleRanges: EditorView['visibleRanges'];
}): DecorationSet {
  const ribbons = state.field(shown);
  if (ribbons === null) return Decoration.none;
  const all = visibleRanges.flatMap(({ from, to }) => {
    const within = [];
    for (let at = from; at < to; ) {
      const mark = markOf(lookAt(ribbons, at));
      const start = at++;
      while (at < to && markOf(lookAt(ribbons, at)) === mark) at++;
      if (mark.spec.class !== '') within.push(mark.range(start, at));
    }
    return within;
  });
  const { dependency, head } = ribbons;
  const ends = dependency === null ? [] : [dependency.opener, dependency.end];
  const isSeen = (at: number) => at < state.doc.length && (head === null || at <= head);
  const marked = ends.filter(isSeen).map((at) => markOf(END).range(at, at + 1));
  const forgotten = forgottenPlaces(ribbons).filter(({ at }) => isSeen(at));
  const named = forgotten.map(({ at, mark }) => mark.range(at, at + 1));
  return Decoration.set([...all, ...marked, ...named], true);
}

/** The last character at which each forgetful network remembers the opener, with a mark that says so. */
function forgottenPlaces({ lens, dependency, strengths, titles }: Ribbons) {
  if (lens !== 'memory' || dependency === null) return [];
  return strengths.flatMap((all, index) => {
    const last = all.findLastIndex((strength) => strength > 0);
    if (last < 0 || last === all.length - 1) return [];
    const attributes = {
      'data-forgotten': `${titles[index]} forgets`,
      style: `--series:var(--${STYLES[index]});--row:${index}`,
    };
    return [{ at: dependency.opener + 1 + last, mark: Decoration.mark({ class: 'forgotten', attributes }) }];
  });
}

/** Look of a character; without a class, it has none. */
function lookAt(ribbons: Ribbons, at: number): Look {
  const { readouts, head, lens } = ribbons;
  if (head !== null && at > head) return { class: 'unread', style: '' };
  const colors = readouts.map((readout, index) => {
    // While the text is read aloud, each closer tells whether it was predicted.
    const isJudged = head !== null && readout?.endings.has(at) === true;
    const strength = lens === 'memory' && !isJudged ? memoryAt(ribbons, index, at) : surpriseAt(readout, at);
    return strength === 0 ? '' : `--ribbon${index}:${strengthColor(index, strength)};`;
  });
  const style = colors.join('');
  const classes = [
    style !== '' && 'ribbon',
    at === head && 'head',
    readouts[0]?.bits[at] === Number.POSITIVE_INFINITY && 'unknown',
  ];
  return { class: classes.filter(Boolean).join(' '), style };
}

/** Strength of a memory at a character. */
function memoryAt({ dependency, strengths }: Ribbons, index: number, at: number): number {
  if (dependency === null || at <= dependency.opener || at > dependency.end) return 0;
  return strengths[index]?.[at - dependency.opener - 1] ?? 0;
}

/** Strength of a surprise; of an ending, whether it was predicted. */
function surpriseAt(readout: Readout | null, at: number): number | 'kept' | 'lost' {
  const ending = readout?.endings.get(at);
  if (ending !== undefined) return ending.isKept ? 'kept' : 'lost';
  const bits = readout?.bits[at] ?? Number.NaN;
  return Number.isFinite(bits) ? 1 + BITS.findLastIndex((least) => bits >= least) : 0;
}
