import { effect, signal } from '@preact/signals';
import { Keep } from '../charts/keep.tsx';
import { distances, LineChart, STYLES } from '../charts/line-chart.tsx';
import type { Explorer } from '../state/explorer.ts';
import { during, held, pointed, readers, selection, shown, text } from '../state/state.ts';
import type { Follower, Watched } from '../worker/inside.ts';
import { Switch } from './choice.tsx';

/** Number of characters that a strip shows: the last ones watched. */
const SHOWN = 400;
/** Number of units of each network that are shown. */
const MOST_UNITS = 4;
/** Values at which a unit can be held: states of most cells are between −1 and 1. */
const [LEAST_HELD, MOST_HELD] = [-2, 2];

/** Units of one network that follow the selection. */
interface Followed {
  /** Index of the network in `shown`. */
  readonly place: number;
  readonly title: string;
  readonly watched: Watched;
  readonly units: readonly Follower[];
}

const followed = signal<readonly Followed[]>([]);
/** Norms of the gradient, in the order of `readers`. */
const reach = signal<readonly Float32Array[]>([]);
const isBusy = signal(false);

/** Discards measurements of other networks or another text. */
effect(() => {
  if (shown.value === null || text.value === null) return;
  followed.value = [];
  reach.value = [];
});

/** View inside the networks: the reach of their gradients, units that follow the selection, held units. */
export function Inside({ explorer }: { readonly explorer: Explorer }) {
  const { from, to } = selection.value;
  const isInspectable = readers.value.some((one) => one.isInspectable);
  return (
    <section>
      <p class="buttons">
        <button type="button" disabled={isBusy.value || pointed.value === null} onClick={() => look()}>
          How far back does the gradient go?
        </button>
        <button
          type="button"
          disabled={isBusy.value || !isInspectable || from === to}
          onClick={() => follow()}
        >
          Which units follow the selection?
        </button>
      </p>
      {!isInspectable ? (
        <p class="hint">
          The units of these networks cannot be watched: what can be shown is how far their gradients go back.
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
          x={distances('characters back', 1, Math.max(2, ...reach.value.map(({ length }) => length)))}
          y={{
            label: 'norm of the gradient',
            format: (value) => String(Number(value.toPrecision(2))),
          }}
          series={reach.value.map((norms, place) => ({
            name: readers.value[place]?.title ?? '',
            style: STYLES[place]!,
            points: Array.from(norms, (y, index) => ({ x: index + 1, y })),
          }))}
        />
      )}
      {followed.value.map((one) => (
        <div key={one.place} class={`series-${STYLES[one.place]}`}>
          <h2>{one.title}</h2>
          {one.units.map((unit) => (
            <Strip key={`${unit.layer} ${unit.unit}`} followed={one} unit={unit} explorer={explorer} />
          ))}
        </div>
      ))}
    </section>
  );
}

async function look(): Promise<void> {
  const at = pointed.value!;
  await during(isBusy, async () => {
    reach.value = await Promise.all(
      readers.value.map(({ client }) => client.ask('reach', {}, text.value, at)),
    );
  });
}

/** Finds the units of each network that tell the selection from the text around it. */
export async function follow(): Promise<readonly Followed[]> {
  const { value: span } = selection;
  const to = Math.min(text.value.length, span.to + SHOWN / 2);
  await during(isBusy, async () => {
    followed.value = await Promise.all(
      readers.value.flatMap(({ client, title, isInspectable }, place) =>
        isInspectable
          ? client.ask('follow', {}, text.value, span).then(async (units) => {
              const watched = await client.ask('watch', {}, text.value, to);
              return { place, title, units: units.slice(0, MOST_UNITS), watched };
            })
          : [],
      ),
    );
  });
  return followed.value;
}

/** A unit's state along the text, as bars, and a way to hold it. */
function Strip({
  followed: {
    place,
    watched: { states, units: H, length, keeps },
  },
  unit: { layer, unit, area },
  explorer,
}: {
  readonly followed: Followed;
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
  const isHeld = holding?.place === place && holding.layer === layer && holding.unit === unit;
  const hold = (value: number | null) =>
    explorer.show({ held: value === null ? null : { place, layer, unit, value } });
  return (
    <figure class="unit">
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
        <Switch label="Hold it at" value={isHeld} onChange={(next) => hold(next ? 0 : null)} />
        <label>
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
