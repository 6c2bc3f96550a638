import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { EditorState } from '@codemirror/state';
import { drawSelection, EditorView, keymap, lineNumbers } from '@codemirror/view';
import { effect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Explorer } from '../state/explorer.ts';
import { head } from '../state/playing.ts';
import {
  type Change,
  dependencies,
  dependency,
  hovered,
  lens,
  opener,
  readers,
  readouts,
  selection,
  strengths,
  text,
} from '../state/state.ts';
import { ribbons, show } from './ribbons.ts';

/** Shows the text with a ribbon under it for each network. */
export function Editor({
  explorer,
  onChosen,
}: {
  readonly explorer: Explorer;
  /** Called when the visitor has selected an opener. */
  readonly onChosen: () => void;
}) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    /** Opener that was chosen in the text itself, which then stays where it is. */
    let own: number | null = null;
    const view = new EditorView({
      parent: place.current!,
      state: EditorState.create({
        doc: text.value,
        extensions: [
          lineNumbers(),
          drawSelection(),
          ribbons,
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({
            'aria-label': 'Code that the networks read',
            spellcheck: 'false',
          }),
          history(),
          keymap.of([...defaultKeymap, ...historyKeymap]),
          EditorView.updateListener.of((update) => {
            const isOwn = update.state.doc.toString() !== text.value;
            if (update.docChanged && isOwn)
              explorer.change(update.state.doc.toString(), changesOf(update.changes));
            if (!update.selectionSet && !update.docChanged) return;
            const { head, from, to, empty } = update.state.selection.main;
            selection.value = { from, to };
            explorer.point(head);
            if (!empty || update.docChanged) return;
            const at = openerAt(head) ?? openerAt(head - 1);
            if (at === null) return;
            own = at;
            if (at !== opener.value) explorer.choose(at);
            // A tap may arrive as a selection without a pointer.
            if (update.transactions.some((one) => one.isUserEvent('select'))) onChosen();
          }),
          EditorView.domEventHandlers({
            pointermove: (event, from) => {
              // Lines that are drawn again during a tap would undo its selection.
              if (event.pointerType === 'touch') return;
              const at = from.posAtCoords({ x: event.clientX, y: event.clientY });
              if (at === null) return;
              explorer.point(at);
              hovered.value = openerAt(at);
            },
            pointerleave: () => {
              hovered.value = null;
            },
          }),
        ],
      }),
    });
    // Makes it focusable, so that it scrolls with the arrow keys.
    view.scrollDOM.tabIndex = 0;
    const stops = [
      effect(() => {
        const { value } = text;
        if (view.state.doc.toString() !== value)
          view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: value } });
      }),
      effect(() => {
        const at = head.value;
        if (at !== null && at <= view.state.doc.length)
          view.dispatch({ effects: EditorView.scrollIntoView(at, { y: 'nearest', yMargin: 60 }) });
      }),
      effect(() => {
        const at = opener.value;
        if (at !== null && at !== own && at < view.state.doc.length)
          view.dispatch({
            effects: EditorView.scrollIntoView(at, { y: 'start', yMargin: 2 * view.defaultLineHeight }),
          });
      }),
      effect(() => {
        view.dispatch({
          effects: show.of({
            lens: lens.value,
            readouts: readouts.value,
            dependency: dependency.value,
            strengths: strengths.value,
            titles: readers.value.map(({ title }) => title),
            head: head.value,
          }),
        });
      }),
    ];
    return () => {
      for (const stop of stops) stop();
      view.destroy();
    };
  }, [explorer, onChosen]);
  return <div class="editor" ref={place} />;
}

/** Opener of the bracket or string with an end at an offset. */
function openerAt(at: number): number | null {
  return dependencies.value.find(({ opener, end }) => opener === at || end === at)?.opener ?? null;
}

/** Returns changes from last to first, so that each one's offsets refer to the old text. */
function changesOf(changes: {
  iterChanges(f: (from: number, to: number, fromB: number, toB: number) => void): void;
}): Change[] {
  const all: Change[] = [];
  changes.iterChanges((from, to, start, end) => all.unshift({ from, to, inserted: end - start }));
  return all;
}
