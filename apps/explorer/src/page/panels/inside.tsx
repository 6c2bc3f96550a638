import { signal } from '@preact/signals';
import type { Client } from '../../client.ts';
import type { Follower, Watched } from '../../worker/inside.ts';
import { LineChart } from '../charts/line-chart.tsx';
import { model, pointed, report, text } from '../state.ts';

const watched = signal<Watched | null>(null);
const units = signal<readonly Follower[]>([]);
const reach = signal<Float32Array>(new Float32Array());
const isBusy = signal(false);

/** States of units along the text before the pointer, how long they keep them, and how far the gradient goes back. */
export function Inside({ client }: { readonly client: Client }) {
  const { value: shown } = model;
  if (shown === null) return null;
  return (
    <section>
      <p class="buttons">
        <button
          type="button"
          disabled={isBusy.value || pointed.value === null}
          onClick={() => look(client, shown.id)}
        >
          Look at the cursor
        </button>
        <button type="button" disabled={isBusy.value} onClick={() => follow(client, shown.id)}>
          Which units follow the selection?
        </button>
      </p>
      {!shown.isInspectable && (
        <p class="hint">
          {shown.description} has no units with a state of their own: what can be shown is how far its
          gradient goes back.
        </p>
      )}
      {reach.value.length > 0 && (
        <LineChart
          title="How far back the prediction at the cursor depends on a character: norm of the gradient"
          x={{
            label: 'characters back',
            from: 1,
            to: reach.value.length,
            format: String,
            isLogarithmic: true,
          }}
          y={{ label: '', from: 0, to: Math.max(...reach.value), format: (value) => value.toPrecision(2) }}
          series={[
            {
              name: 'gradient',
              style: 'model',
              points: Array.from(reach.value, (y, index) => ({ x: index + 1, y })),
            },
          ]}
        />
      )}
      {watched.value !== null &&
        units.value.map((unit) => (
          <Strip key={`${unit.layer} ${unit.unit}`} watched={watched.value!} unit={unit} />
        ))}
    </section>
  );
}

async function look(client: Client, id: number): Promise<void> {
  const at = pointed.value!;
  await busy(async () => {
    reach.value = await client.ask('reach', id, text.value, at);
  });
}

async function follow(client: Client, id: number): Promise<void> {
  const selected = getSelection()?.toString() ?? '';
  const from = selected === '' ? -1 : text.value.indexOf(selected);
  if (from < 0) return;
  await busy(async () => {
    const to = from + selected.length;
    units.value = await client.ask('follow', id, text.value, { from, to });
    watched.value = await client.ask('watch', id, text.value, Math.min(text.value.length, to + 256));
  });
}

async function busy(work: () => Promise<void>): Promise<void> {
  isBusy.value = true;
  try {
    await work();
  } catch (error) {
    report(error);
  } finally {
    isBusy.value = false;
  }
}

/** A unit's state along the last 400 characters, as bars. */
function Strip({
  watched: { states, units: H, length, keeps },
  unit: { layer, unit, area },
}: {
  readonly watched: Watched;
  readonly unit: Follower;
}) {
  const shown = Math.min(400, length);
  const values = Array.from(
    { length: shown },
    (_, index) => states[layer]![(length - shown + index) * H + unit]!,
  );
  const most = Math.max(1e-6, ...values.map(Math.abs));
  const kept = keeps?.[layer]![unit];
  return (
    <figure class="strip">
      <figcaption>
        Layer {layer + 1}, unit {unit + 1}: tells the selection in{' '}
        {Math.round(100 * Math.max(area, 1 - area))} of 100 pairs of characters
        {kept !== undefined &&
          `; keeps its state for ${kept < 1000 ? kept.toPrecision(2) : 'more than 1,000'} characters`}
      </figcaption>
      <svg
        viewBox={`0 0 ${shown} 40`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`State of unit ${unit + 1} of layer ${layer + 1}`}
      >
        {values.map((value, x) => (
          <rect
            key={x}
            x={x}
            width={1}
            y={value >= 0 ? 20 - (20 * value) / most : 20}
            height={(20 * Math.abs(value)) / most}
          />
        ))}
      </svg>
    </figure>
  );
}
