import { SHOWN_NATS } from '@longrange/eval/internal';
import type { Signal } from '@preact/signals';
import { counts, distances, LineChart, pointsOf, shares, whole } from '../charts/line-chart.tsx';
import { tooLong } from '../state/address.ts';
import type { Explorer } from '../state/explorer.ts';
import {
  begin,
  begun,
  curves,
  end,
  files,
  goOn,
  isWaiting,
  keep,
  LENGTHS,
  losses,
  origin,
  others,
  pasted,
  progress,
  run,
  settings,
  state,
  take,
  UNITS,
  use,
} from '../state/training.ts';
import { FAMILIES, type Family } from '../worker/choices.ts';
import { Choice, into, Seed, Select } from './choice.tsx';

/** Styles of other networks' curves. */
const OTHERS = ['model', 'real'] as const;
const SOURCES = { editor: 'the text of the editor', pasted: 'pasted text', files: 'text files' } as const;

/** Trains a new network on a text, on this page, and shows how its memory grows. */
export function Train({ explorer }: { readonly explorer: Explorer }) {
  const { value: now } = state;
  const isOn = now === 'running' || now === 'paused';
  return (
    <section class="train">
      <p class="hint">
        Train a small network on code of your own: drop files on the page. Nothing leaves this page. The last
        tenth of the text is held out, to see what the network makes of text that it has not read.
      </p>
      {!isOn && <Settings />}
      <p class="buttons">
        {!isOn && (
          <button type="button" disabled={isWaiting.value} onClick={() => run(() => begin(explorer))}>
            {now === 'none' ? 'Start' : 'Start another'}
          </button>
        )}
        {now === 'running' && (
          <button type="button" disabled={isWaiting.value} onClick={() => run(() => end('paused'))}>
            Pause
          </button>
        )}
        {now === 'paused' && (
          <button type="button" onClick={() => goOn(explorer)}>
            Go on
          </button>
        )}
        {isOn && (
          <button type="button" disabled={isWaiting.value} onClick={() => run(() => end('over'))}>
            Stop
          </button>
        )}
        {begun.value !== null && (
          <>
            <button type="button" onClick={() => run(() => keep(explorer))}>
              Keep the network
            </button>
            <button type="button" onClick={() => run(() => use(explorer))}>
              Let it read the text
            </button>
          </>
        )}
      </p>
      <Progress />
      <Losses />
      <Curves />
    </section>
  );
}

function Settings() {
  return (
    <>
      <Choice
        label="Learn from"
        options={Object.entries(SOURCES) as [keyof typeof SOURCES, string][]}
        value={origin.value}
        onChange={into(origin)}
      />
      {origin.value === 'pasted' && (
        <textarea
          aria-label="Text to learn from"
          rows={6}
          spellcheck={false}
          value={pasted.value}
          onInput={({ currentTarget }) => into(pasted)(currentTarget.value)}
        />
      )}
      {tooLong.value.includes('pasted') && (
        <p class="hint">The pasted text is too long for the address of this page.</p>
      )}
      {origin.value === 'files' && (
        <p>
          <input
            type="file"
            multiple
            aria-label="Text files to learn from"
            onChange={({ currentTarget }) => take(currentTarget.files ?? [])}
          />{' '}
          {files.value.length > 1 && `${files.value.length} files`}
        </p>
      )}
      <Choice
        label="Network"
        options={Object.entries(FAMILIES) as [Family, string][]}
        value={settings.family.value}
        onChange={into(settings.family)}
      />
      <fieldset>
        <Numbers label="Units" from={UNITS} value={settings.units} />
        <Numbers label="Characters to read" from={LENGTHS} value={settings.characters} />
        <Seed value={settings.seed} />
      </fieldset>
    </>
  );
}

function Numbers({
  label,
  from,
  value,
}: {
  readonly label: string;
  readonly from: readonly number[];
  readonly value: Signal<number>;
}) {
  const options = from.map((one) => [one, whole(one)] as const);
  return <Select label={label} options={options} value={value.value} onChange={into(value)} />;
}

function Progress() {
  const [{ value: made }, { value: last }] = [begun, progress];
  if (made === null) return null;
  const total = made.characters;
  const bits = losses.value.heldOut.at(-1)?.y;
  return (
    <>
      <p role="status">
        {{ none: '', running: 'Learning', paused: 'Paused', over: 'Learned' }[state.value]}:{' '}
        {made.description}, {whole(made.parameters)} parameters, from {whole(made.learned)} characters.
      </p>
      <progress aria-label="Characters read" max={total} value={last?.characters ?? 0} />
      <p>
        {whole(Math.min(total, last?.characters ?? 0))} of {whole(total)} characters read
        {state.value === 'running' && last !== null && `, ${whole(last.perSecond)} a second`}
        {bits !== undefined && `; held-out text costs ${bits.toFixed(3)} bits per character`}
      </p>
    </>
  );
}

function Losses() {
  const { learned, heldOut } = losses.value;
  if (learned.length === 0) return null;
  return (
    <LineChart
      name="losses"
      title="What a character costs while the network learns"
      x={counts('characters read', begun.value!.characters)}
      y={{ label: 'bits per character', format: (value) => value.toFixed(2) }}
      series={[
        { name: 'text that it learns from', style: 'model', points: learned },
        { name: 'held-out text', style: 'real', points: heldOut },
      ]}
    />
  );
}

function Curves() {
  const { value: shown } = curves;
  if (begun.value === null) return null;
  const { pairs } = begun.value;
  if (pairs === 0)
    return <p class="hint">The held-out text has no brackets to ask about: a longer text may.</p>;
  if (shown === null) return <p class="hint">How far back it remembers is asked in a moment.</p>;
  return (
    <LineChart
      name="memory"
      title={`How far back it remembers: ${pairs} held-out brackets, each beside the same of another type`}
      x={distances('characters from opener to closer', 1, Math.max(16, ...shown.decides.map(({ to }) => to)))}
      y={shares('share of brackets')}
      series={[
        {
          name: `this one shows (above ${SHOWN_NATS} nat)`,
          style: 'text',
          points: pointsOf(shown.shows ?? []),
        },
        { name: 'this one decides the closer', style: 'ngram', points: pointsOf(shown.decides) },
        ...others.value.slice(0, OTHERS.length).map(({ title, curves }, index) => ({
          name: `${title} shows`,
          style: OTHERS[index]!,
          points: pointsOf(curves.shows ?? []),
        })),
      ]}
    />
  );
}
