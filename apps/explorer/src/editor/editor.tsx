import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { EditorState } from '@codemirror/state';
import { drawSelection, EditorView, keymap, lineNumbers } from '@codemirror/view';
import { effect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Explorer } from '../state/explorer.ts';
import { bracket, type Change, readers, readouts, selection, text } from '../state/state.ts';
import { show, tints } from './tints.ts';

/** Shows the text as one network reads it. The first editor accepts edits; the second mirrors them. */
export function Editor({ explorer, index }: { readonly explorer: Explorer; readonly index: 0 | 1 }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const view = new EditorView({
      parent: place.current!,
      state: EditorState.create({
        doc: text.value,
        extensions: [
          lineNumbers(),
          drawSelection(),
          tints,
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({
            'aria-label':
              index === 0 ? 'Code that the network reads' : 'The same code, read by the network beside',
            spellcheck: 'false',
          }),
          index === 0
            ? [history(), keymap.of([...defaultKeymap, ...historyKeymap])]
            : EditorState.readOnly.of(true),
          EditorView.updateListener.of((update) => {
            const isOwn = update.state.doc.toString() !== text.value;
            if (update.docChanged && isOwn && index === 0)
              explorer.change(update.state.doc.toString(), changesOf(update.changes));
            if (!update.selectionSet && !update.docChanged) return;
            const { head, from, to, empty } = update.state.selection.main;
            selection.value = { from, to };
            explorer.point(head);
            if (empty && !update.docChanged) chooseAt(explorer, update.state, head);
          }),
          EditorView.domEventHandlers({
            mousemove: (event, from) => {
              const at = from.posAtCoords({ x: event.clientX, y: event.clientY });
              if (at !== null) explorer.point(at);
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
        if (bracket.value !== null)
          view.dispatch({
            effects: EditorView.scrollIntoView(bracket.value.opener, { y: 'nearest', yMargin: 40 }),
          });
      }),
      effect(() => {
        const { value: chosen } = bracket;
        const ends = chosen === null ? [] : [chosen.opener, chosen.end];
        view.dispatch({ effects: show.of({ readout: readouts.value[index] ?? null, ends }) });
      }),
    ];
    return () => {
      for (const stop of stops) stop();
      view.destroy();
    };
  }, [explorer, index]);
  return (
    <div class="reader">
      {readers.value.length > 1 && <h2>{readers.value[index]?.name}</h2>}
      <div class="editor" ref={place} />
    </div>
  );
}

/** Queries the bracket at the cursor, opener or closer: the character after it, or else the one before. */
function chooseAt(explorer: Explorer, state: EditorState, head: number): void {
  for (const at of [head, head - 1]) {
    const ending = readouts.value[0]?.endings.get(at);
    if (/[([{]/.test(state.sliceDoc(Math.max(0, at), at + 1))) return void explorer.choose(at);
    if (ending?.kind === 'bracket') return void explorer.choose(ending.opener);
  }
}

/** Returns changes from last to first, so that each one's offsets refer to the old text. */
function changesOf(changes: {
  iterChanges(f: (from: number, to: number, fromB: number, toB: number) => void): void;
}): Change[] {
  const all: Change[] = [];
  changes.iterChanges((from, to, start, end) => all.unshift({ from, to, inserted: end - start }));
  return all;
}
