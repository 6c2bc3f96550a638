import { signal } from '@preact/signals';
import { follow } from '../panels/inside.tsx';
import type { Explorer } from '../state/explorer.ts';
import { play, stop } from '../state/playing.ts';
import {
  dependencies,
  dependency,
  held,
  lastShown,
  memories,
  opener,
  readers,
  selection,
  text,
  view,
} from '../state/state.ts';
import { write } from '../state/writing.ts';
import type { Dependency } from '../worker/ask.ts';
import { FILLERS } from '../worker/choices.ts';

/** Something that the tour does for the visitor, and says. */
interface Step {
  readonly words: string;
  act(explorer: Explorer): Promise<void> | void;
}

/** Time that each step is shown. */
const STEP_MS = 10_000;
/** Text that is put between, and the time between two pieces of it. */
const [PIECES, PIECE_MS] = [8, 400];
/** Lengths of a bracket that is closed soon. */
const [LEAST, MOST] = [6, 40];
/** Longest wait until the brackets around have been traced, and the time between two looks. */
const [PATIENCE_MS, LOOK_MS] = [4000, 100];
const WRITTEN = 400;

/** Opener that the tour began at. */
let start: number | null = null;

const STEPS: readonly Step[] = [
  {
    words: 'Remember: a bracket that is closed soon. Both strips reach its closer.',
    async act(explorer) {
      const run = turn;
      for (let waited = 0; waited < PATIENCE_MS && kept().length === 0; waited += LOOK_MS)
        await later(LOOK_MS);
      if (run !== turn) return;
      await explorer.choose(kept()[0]?.opener ?? start);
      playChosen(run);
    },
  },
  {
    words:
      'Forget: this one is open for longer. Where a strip ends, that network no longer knows which bracket it was.',
    async act(explorer) {
      const run = turn;
      await explorer.choose(start);
      playChosen(run);
    },
  },
  {
    words: 'Put text in between: the distance grows while the tour types. Whose memory ends first?',
    async act(explorer) {
      const run = turn;
      for (let piece = 0; piece < PIECES && run === turn && opener.value !== null; piece++) {
        const at = opener.value + 1;
        const { element } = FILLERS.lines;
        const next = text.value.slice(0, at) + element + text.value.slice(at);
        explorer.change(next, [{ from: at, to: at, inserted: element.length }]);
        await later(PIECE_MS);
      }
    },
  },
  {
    words:
      'Hold a unit: the one that best follows this bracket stays at 0 in a copy of the network. Does the copy still remember?',
    async act(explorer) {
      const run = turn;
      view.value = 'inside';
      const { value: one } = dependency;
      if (one === null) return;
      selection.value = { from: one.opener + 1, to: one.end };
      const [first] = await follow();
      const [best] = first?.units ?? [];
      if (run === turn && first !== undefined && best !== undefined && held.value === null)
        explorer.show({ held: { place: first.place, layer: best.layer, unit: best.unit, value: 0 } });
    },
  },
  {
    words: 'Let it write: brackets that close are green, broken ones red.',
    act(explorer) {
      explorer.show({});
      view.value = 'write';
      return write(WRITTEN);
    },
  },
];

/** Index of the step; null while nobody is led. */
const step = signal<number | null>(null);
/** True while the tour goes on by itself. */
const isLeading = signal(false);
for (const kind of ['pointerdown', 'keydown'])
  document.addEventListener(kind, ({ target }) => {
    if ((target as Element).closest('.tour') === null) isLeading.value = false;
  });
/** Number of the last step that began: earlier ones end. */
let turn = 0;

const later = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Brackets that are closed soon and that every network still knows there, the longest first. */
function kept(): Dependency[] {
  const all = dependencies.value.filter(({ end, opener: at }) => {
    const known = memories.value.get(at) ?? [];
    const isKept = readers.value.every((_, index) => lastShown(known[index] ?? []) === end - at);
    return end - at >= LEAST && end - at <= MOST && isKept;
  });
  return all.sort((a, b) => b.end - b.opener - (a.end - a.opener));
}

function playChosen(run: number): void {
  const { value: one } = dependency;
  if (run === turn && one !== null) play(one.opener, one.end + 1);
}

async function go(explorer: Explorer, next: number): Promise<void> {
  const own = ++turn;
  stop();
  if (next >= STEPS.length) {
    step.value = null;
    return;
  }
  if (next === 0) {
    start = dependency.value?.opener ?? dependencies.value[0]?.opener ?? null;
    view.value = 'memory';
    isLeading.value = true;
  }
  step.value = next;
  await Promise.all([STEPS[next]!.act(explorer), later(STEP_MS)]);
  if (own === turn && isLeading.value && next + 1 < STEPS.length) await go(explorer, next + 1);
}

export function TourButton({ explorer }: { readonly explorer: Explorer }) {
  return (
    <button
      type="button"
      class="button primary"
      disabled={step.value !== null}
      onClick={() => go(explorer, 0)}
    >
      Take the tour
    </button>
  );
}

/** Leads through five steps, each of which acts. It waits once the visitor presses anything else. */
export function Tour({ explorer }: { readonly explorer: Explorer }) {
  const { value: at } = step;
  if (at === null) return null;
  const isLast = at === STEPS.length - 1;
  return (
    <aside class="tour" aria-live="polite">
      <p>
        <b>
          {at + 1} of {STEPS.length}
        </b>{' '}
        {STEPS[at]!.words}
      </p>
      {!isLast && (
        <button
          type="button"
          class="button"
          onClick={() => {
            isLeading.value = !isLeading.value;
            if (isLeading.value) go(explorer, at + 1);
          }}
        >
          {isLeading.value ? 'Wait here' : 'Go on'}
        </button>
      )}
      <button type="button" class="button primary" onClick={() => go(explorer, at + 1)}>
        {isLast ? 'Done' : 'Next'}
      </button>
      {!isLast && (
        <button type="button" class="plain" onClick={() => go(explorer, STEPS.length)}>
          End
        </button>
      )}
    </aside>
  );
}
