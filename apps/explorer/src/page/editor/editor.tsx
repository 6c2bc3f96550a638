import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { EditorState } from '@codemirror/state';
import { drawSelection, EditorView, keymap, lineNumbers } from '@codemirror/view';
import { effect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { bracket, type Change, type Explorer, readout, text } from '../state.ts';
import { show, tints } from './tints.ts';

/** The text, which is read along while it is written. A click on an opener asks about it. */
export function Editor({ explorer }: { readonly explorer: Explorer }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const view = new EditorView({
      parent: place.current!,
      state: EditorState.create({
        doc: text.value,
        extensions: [
          lineNumbers(),
          history(),
          drawSelection(),
          keymap.of([...defaultKeymap, ...historyKeymap]),
          tints,
          EditorView.contentAttributes.of({
            'aria-label': 'Code that the network reads',
            spellcheck: 'false',
          }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) explorer.change(update.state.doc.toString(), changesOf(update.changes));
            if (!update.selectionSet && !update.docChanged) return;
            const { head, empty } = update.state.selection.main;
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
    const stop = effect(() => {
      const { value: chosen } = bracket;
      const ends = chosen === null ? [] : [chosen.opener, chosen.end];
      view.dispatch({ effects: show.of({ readout: readout.value, ends }) });
    });
    const stopText = effect(() => {
      const { value } = text;
      if (view.state.doc.toString() !== value)
        view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: value } });
    });
    return () => {
      stop();
      stopText();
      view.destroy();
    };
  }, [explorer]);
  return <div class="editor" ref={place} />;
}

/** Asks about the opener at the cursor: the character after it, or else the one before. */
function chooseAt(explorer: Explorer, state: EditorState, head: number): void {
  const around = state.sliceDoc(Math.max(0, head - 1), head + 1);
  const isOpener = (character: string | undefined) => character !== undefined && '([{'.includes(character);
  const [before, after] = head === 0 ? [undefined, around[0]] : [around[0], around[1]];
  if (isOpener(after)) explorer.choose(head);
  else if (isOpener(before)) explorer.choose(head - 1);
}

/** Changes from the last to the first, so that the offsets of each are those of the old text. */
function changesOf(changes: {
  iterChanges(f: (from: number, to: number, fromB: number, toB: number) => void): void;
}): Change[] {
  const all: Change[] = [];
  changes.iterChanges((from, to, start, end) => all.unshift({ from, to, inserted: end - start }));
  return all;
}
