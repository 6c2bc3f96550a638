import { DELIMITER_TYPES, type DelimiterType } from '@longrange/code';
import type { Asked, Filler } from '../../worker/ask.ts';
import { LineChart, type Series } from '../charts/line-chart.tsx';
import { asked, bracket, type Explorer, filled, filler, opener, otherType } from '../state.ts';

/** Evidence from which on an opener counts as shown; that of metric 11. */
const SHOWN_NATS = 1;

const FILLERS: Readonly<Record<Filler, string>> = {
  names: 'names',
  lines: 'names on lines of their own',
  nested: 'names with brackets of their own',
};

/** One dependency: how long its opener shows, and how long it decides. */
export function Ask({ explorer }: { readonly explorer: Explorer }) {
  const { value: chosen } = bracket;
  if (opener.value === null)
    return (
      <p class="hint">
        Click an opening bracket in the text: does the network still know it where it is closed?
      </p>
    );
  if (chosen === null) return <p class="hint">This bracket is not closed. Choose another.</p>;
  const distance = chosen.end - chosen.opener;
  const types = DELIMITER_TYPES.filter((type) => type !== chosen.type);
  return (
    <section>
      <p>
        <code>{chosen.type[0]}</code> is closed after {distance} characters. {verdictOf(asked.value)}
      </p>
      <fieldset>
        <legend>Compare with</legend>
        {types.map((type) => (
          <label key={type}>
            <input
              type="radio"
              name="type"
              checked={type === otherType.value}
              onChange={() => choose(explorer, type)}
            />
            <code>{type}</code>
          </label>
        ))}
      </fieldset>
      <LineChart
        title="Does it still show? The change in the odds of the closer when the opener is another"
        x={{ label: 'characters after the opener', from: 0, to: distance, format: String }}
        y={{ label: 'nats', ...rangeOf(asked.value), format: (value) => `${value.toFixed(1)} nats` }}
        series={evidenceOf(asked.value)}
        threshold={{ at: SHOWN_NATS, label: 'shows above' }}
      />
      <LineChart
        title="Would it close here? The probability of its closer as the next character"
        x={{ label: 'characters after the opener', from: 0, to: distance, format: String }}
        y={{ label: '', from: 0, to: 1, format: (value) => `${Math.round(100 * value)} %` }}
        series={[
          {
            name: 'probability',
            style: 'model',
            points: asked.value.map((one) => ({ x: one.distance, y: one.closer })),
          },
        ]}
      />
      <fieldset>
        <legend>Where is it forgotten? Put in</legend>
        {(Object.keys(FILLERS) as Filler[]).map((kind) => (
          <label key={kind}>
            <input
              type="radio"
              name="filler"
              checked={kind === filler.value}
              onChange={() => fill(explorer, kind)}
            />
            {FILLERS[kind]}
          </label>
        ))}
      </fieldset>
      <LineChart
        title="The same question at the closer, farther and farther from the opener"
        x={{ label: 'characters to the closer', from: 1, to: 4096, format: String, isLogarithmic: true }}
        y={{ label: 'nats', ...rangeOf(filled.value), format: (value) => `${value.toFixed(1)} nats` }}
        series={evidenceOf(filled.value)}
        threshold={{ at: SHOWN_NATS, label: 'shows above' }}
      />
      <p>{forgottenAt(filled.value)}</p>
    </section>
  );
}

function choose(explorer: Explorer, type: DelimiterType): void {
  otherType.value = type;
  explorer.choose(opener.value);
}

function fill(explorer: Explorer, kind: Filler): void {
  filler.value = kind;
  explorer.choose(opener.value);
}

function evidenceOf(all: readonly Asked[]): Series[] {
  return [
    { name: 'evidence', style: 'model', points: all.map((one) => ({ x: one.distance, y: one.evidence })) },
  ];
}

function rangeOf(all: readonly Asked[]): { from: number; to: number } {
  const values = all.map(({ evidence }) => evidence).filter((value) => !Number.isNaN(value));
  return { from: Math.min(0, ...values), to: Math.max(2, ...values) };
}

/** What the network still knows at the closer, in words. */
function verdictOf(all: readonly Asked[]): string {
  const last = all.at(-1);
  if (last === undefined) return 'Asking …';
  const shows =
    last.evidence > SHOWN_NATS
      ? `still shows there (${last.evidence.toFixed(1)} nats)`
      : `no longer shows there (${last.evidence.toFixed(1)} nats)`;
  const decides = last.decides ? 'decides the closer' : 'does not decide the closer';
  return `The opener ${shows}, and ${decides}.`;
}

function forgottenAt(all: readonly Asked[]): string {
  if (all.length === 0) return '';
  const gone = all.find(({ evidence }) => evidence <= SHOWN_NATS);
  return gone === undefined
    ? `It still shows after ${all.at(-1)!.distance} characters.`
    : `It no longer shows after ${gone.distance} characters.`;
}
