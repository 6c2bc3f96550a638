import type { DelimiterRecord } from '@longrange/code';
import type { Signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { STYLES } from '../charts/line-chart.tsx';
import { readers } from '../state/state.ts';
import {
  isWriting,
  opening,
  prompt,
  seed,
  stop,
  temperature,
  topP,
  write,
  written,
} from '../state/writing.ts';
import type { Written } from '../worker/write.ts';
import { into, Seed } from './choice.tsx';

/** Number of characters to write at a time. */
const LENGTH = 800;

/** Shows what each network writes. Brackets are colored as they close or break. */
export function Write() {
  useEffect(() => stop, []);
  return (
    <section>
      <label>
        Begin with{' '}
        <input
          type="text"
          value={opening()}
          onInput={({ currentTarget }) => into(prompt)(currentTarget.value)}
        />
      </label>
      <Slider label="Temperature" value={temperature} from={0} to={1.5} step={0.05} />
      <Slider label="Top-p" value={topP} from={0.5} to={1} step={0.01} />
      <Seed value={seed} />
      <p class="buttons">
        {isWriting.value ? (
          <button type="button" onClick={stop}>
            Stop
          </button>
        ) : (
          <button type="button" onClick={() => write(LENGTH)}>
            Write
          </button>
        )}
        <button
          type="button"
          disabled={isWriting.value}
          onClick={() => write((written.value[0]?.length ?? 0) + 1)}
        >
          One character
        </button>
        <button
          type="button"
          disabled={isWriting.value}
          onClick={() => {
            seed.value += 1;
            write(LENGTH);
          }}
        >
          Another
        </button>
      </p>
      {readers.value.map(({ title }, index) => {
        const text = written.value[index];
        return (
          <figure key={index} class={`series-${STYLES[index]}`}>
            <figcaption>{title}</figcaption>
            <pre class="written">{text == null ? opening() : <Marked written={text} />}</pre>
          </figure>
        );
      })}
    </section>
  );
}

function ends({ opener, end, event }: DelimiterRecord): [number, string][] {
  if (event === 'matched')
    return [
      [opener, 'kept'],
      [end, 'kept'],
    ];
  return event === 'censored' ? [] : [[opener, 'lost']];
}

/** Written text, its brackets colored as they close or break. */
function Marked({ written: { text, brackets } }: { readonly written: Written }) {
  const events = new Map(brackets.flatMap(ends));
  const places = [...events.keys()].sort((a, b) => a - b);
  let from = 0;
  const parts = places.flatMap((at) => {
    const before = text.slice(from, at);
    from = at + 1;
    return [
      before,
      <span key={at} class={events.get(at)}>
        {text[at]}
      </span>,
    ];
  });
  return (
    <>
      {parts}
      {text.slice(from)}
    </>
  );
}

function Slider({
  label,
  value,
  from,
  to,
  step,
}: {
  readonly label: string;
  readonly value: Signal<number>;
  readonly from: number;
  readonly to: number;
  readonly step: number;
}) {
  return (
    <label>
      {label}{' '}
      <input
        type="range"
        min={from}
        max={to}
        step={step}
        value={value.value}
        onInput={({ currentTarget }) => into(value)(Number(currentTarget.value))}
      />
      <output>{value.value.toFixed(2)}</output>
    </label>
  );
}
