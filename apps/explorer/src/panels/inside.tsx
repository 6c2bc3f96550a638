import { effect, signal } from '@preact/signals';
import { Keep } from '../charts/keep.tsx';
import { distances, LineChart } from '../charts/line-chart.tsx';
import type { Explorer } from '../state/explorer.ts';
import { during, held, model, pointed, selection, text } from '../state/state.ts';
import type { Follower, Watched } from '../worker/inside.ts';

/** Number of characters that a strip shows: the last ones watched. */
const SHOWN = 400;
/** Values at which a unit can be held: states of most cells are between −1 and 1. */
const [LEAST_HELD, MOST_HELD] = [-2, 2];

const watched = signal<Watched | null>(null);
const units = signal<readonly Follower[]>([]);
const reach = signal<Float32Array>(new Float32Array());
const isBusy = signal(false);

/** Discards measurements of another network or text. */
function forget(): void {
  watched.value = null;
  units.value = [];
  reach.value = new Float32Array();
}
effect(() => {
  if (model.value !== null && text.value !== null) forget();
});

/** View inside a network: the reach of its gradient, units that follow the selection, held units. */
export function Inside({ explorer }: { readonly explorer: Explorer }) {
  const { value: shown } = model;
  if (shown === null) return null;
  const { from, to } = selection.value;
  return (
    <section>
      <p class="buttons">
        <button
          type="button"
          disabled={isBusy.value || pointed.value === null}
          onClick={() => look(explorer, shown.id)}
        >
          How far back does the gradient go?
        </button>
        <button
          type="button"
          disabled={isBusy.value || !shown.isInspectable || from === to}
          onClick={() => follow(explorer, shown.id)}
        >
          Which units follow the selection?
        </button>
      </p>
      {!shown.isInspectable ? (
        <p class="hint">
          The units of this network cannot be watched: what can be shown is how far its gradient goes back.
        </p>
      ) : (
        from === to && (
          <p class="hint">
            Select a stretch of the text, such as a string: which units tell it from what is around?
          </p>
        )
      )}
      {reach.value.length > 0 && (
        <LineChart
          name="gradient"
          title="How far back the prediction at the cursor depends on a character"
          x={distances('characters back', 1, Math.max(2, reach.value.length))}
          y={{
            label: 'norm of the gradient',
            format: (value) => String(Number(value.toPrecision(2))),
          }}
          series={[
            {
              name: shown.name,
              style: 'model',
              points: Array.from(reach.value, (y, index) => ({ x: index + 1, y })),
            },
          ]}
        />
      )}
      {watched.value !== null &&
        units.value.map((unit) => (
          <Strip
            key={`${unit.layer} ${unit.unit}`}
            watched={watched.value!}
            unit={unit}
            explorer={explorer}
          />
        ))}
    </section>
  );
}

async function look({ client }: Explorer, id: number): Promise<void> {
  const at = pointed.value!;
  await during(isBusy, async () => {
    reach.value = await client.ask('reach', { id }, text.value, at);
  });
}

async function follow({ client }: Explorer, id: number): Promise<void> {
  const { value: span } = selection;
  await during(isBusy, async () => {
    units.value = await client.ask('follow', { id }, text.value, span);
    const to = Math.min(text.value.length, span.to + SHOWN / 2);
    watched.value = await client.ask('watch', { id }, text.value, to);
  });
}

/** A unit's state along the text, as bars, and a way to hold it. */
function Strip({
  watched: { states, units: H, length, keeps },
  unit: { layer, unit, area },
  explorer,
}: {
  readonly watched: Watched;
  readonly unit: Follower;
  readonly explorer: Explorer;
}) {
  const shown = Math.min(SHOWN, length);
  const values = Array.from(
    { length: shown },
    (_, index) => states[layer]![(length - shown + index) * H + unit]!,
  );
  const most = Math.max(1e-6, ...values.map(Math.abs));
  const kept = keeps === null ? undefined : keeps[layer]![unit];
  const { value: holding } = held;
  const isHeld = holding?.layer === layer && holding.unit === unit;
  const hold = (value: number | null) =>
    explorer.show({ held: value === null ? null : { layer, unit, value } });
  return (
    <figure class="strip">
      <figcaption>
        Layer {layer + 1}, unit {unit + 1}: tells the selection in{' '}
        {Math.round(100 * Math.max(area, 1 - area))} of 100 pairs of characters
        {kept !== undefined &&
          `; keeps its state for ${kept < 10 ? kept.toFixed(1) : kept < 1000 ? Math.round(kept) : 'more than 1,000'} characters`}
      </figcaption>
      <svg
        viewBox={`0 0 ${shown} 40`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`State of unit ${unit + 1} of layer ${layer + 1} over the last ${shown} characters`}
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
      <div class="under">
        <label>
          <input
            type="checkbox"
            checked={isHeld}
            onChange={({ currentTarget }) => hold(currentTarget.checked ? 0 : null)}
          />{' '}
          Hold it at{' '}
          <input
            type="range"
            aria-label={`Value of unit ${unit + 1} of layer ${layer + 1}`}
            min={LEAST_HELD}
            max={MOST_HELD}
            step={0.1}
            disabled={!isHeld}
            value={isHeld ? holding.value : 0}
            onChange={({ currentTarget }) => hold(Number(currentTarget.value))}
          />{' '}
          <output>{isHeld ? holding.value.toFixed(1) : ''}</output>
        </label>
        <Keep
          name={`layer-${layer + 1}-unit-${unit + 1}`}
          figures={{ layer, unit, area, keeps: kept, values }}
        />
      </div>
    </figure>
  );
}
