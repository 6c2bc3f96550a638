import { computed, effect, signal } from '@preact/signals';
import { answers, opener, pointed, text, view } from '../state/state.ts';
import { written } from '../state/writing.ts';

/** One thing to do, and the test that it has been done. */
interface Step {
  readonly words: string;
  readonly isDone: () => boolean;
}

const KEY = 'longrange-explorer-tour';
let first = '';

const STEPS: readonly Step[] = [
  {
    words:
      'The network reads the text; what surprised it is tinted. Point at a character to see what else it expected.',
    isDone: () => pointed.value !== null,
  },
  {
    words:
      'A closing bracket needs memory. Click an opening bracket, ( [ or {, to see how long the network keeps it.',
    isDone: () => opener.value !== null && answers.value.length > 0,
  },
  {
    words: 'Memory fades with distance. Type something between the two brackets and ask again.',
    isDone: () => text.value !== first && opener.value !== null,
  },
  {
    words: 'What it remembers shows in what it writes. Open “Write” and let it.',
    isDone: () => view.value === 'write' && written.value !== null,
  },
];

/** Index of the step; null once it is over. */
export const step = signal<number | null>(null);
const current = computed(() => (step.value === null ? null : STEPS[step.value]));

/** Leads a first visit through four steps. */
export function startTour(): void {
  if (!isOver()) begin();
}

function begin(): void {
  first = text.value;
  step.value = 0;
  const stop = effect(() => {
    const { value: one } = current;
    if (one == null) queueMicrotask(() => stop());
    else if (one.isDone()) queueMicrotask(() => go(step.value! + 1));
  });
}

function go(next: number): void {
  if (next < STEPS.length) {
    step.value = next;
    return;
  }
  step.value = null;
  try {
    localStorage.setItem(KEY, 'over');
  } catch {
    // A page opened from a file may have no storage: the tour then starts again at every visit.
  }
}

function isOver(): boolean {
  try {
    return localStorage.getItem(KEY) !== null;
  } catch {
    return false;
  }
}

/** Shows the current step of a first visit. */
export function Tour() {
  const { value: one } = current;
  if (one == null)
    return (
      <button type="button" class="plain" onClick={begin}>
        Show me around
      </button>
    );
  return (
    <aside class="tour" aria-live="polite">
      <p>
        <strong>
          {step.value! + 1} of {STEPS.length}
        </strong>{' '}
        {one.words}
      </p>
      <button type="button" onClick={() => go(step.value! + 1)}>
        Next
      </button>
      <button type="button" onClick={() => go(STEPS.length)}>
        Skip
      </button>
    </aside>
  );
}
