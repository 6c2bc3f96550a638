import { SHOWN_NATS } from '@longrange/eval/internal';
import {
  counts,
  distances,
  LineChart,
  pointsOf,
  type Series,
  STYLES,
  shares,
  whole,
} from '../charts/line-chart.tsx';
import type { Explorer } from '../state/explorer.ts';
import {
  attempt,
  dependency,
  filled,
  filler,
  isFilling,
  memory,
  otherType,
  type Memory as Remembered,
  readers,
  readouts,
  surveys,
  text,
} from '../state/state.ts';
import type { Asked, Dependency, Survey } from '../worker/ask.ts';
import { exchangesOf, FILLERS, type Filler } from '../worker/choices.ts';
import { Choice, Switch } from './choice.tsx';

const FILLER_LABELS = Object.entries(FILLERS).map(([kind, { label }]) => [kind as Filler, label] as const);
// Not "-0.0".
const nats = (value: number) => `${(Math.round(10 * value) / 10 || 0).toFixed(1)} nats`;
const EVIDENCE = { label: 'evidence in nats', most: 2, format: nats };
const SHOWS = { value: SHOWN_NATS, name: '' };
const TO_CLOSER = 'characters from the opener to the closer';
const CHARTS = {
  shows: 'Shows: share of brackets whose opener still shows at the closer',
  decides: 'Decides: share of brackets whose closer follows the opener, whichever it is',
};

/** Shows what the networks know of one bracket at each character, then of all brackets of the text. */
export function Memory({ explorer }: { readonly explorer: Explorer }) {
  const { value: one } = dependency;
  return (
    <section>
      {one === null ? (
        <p class="hint">Click or tap a bracket or a quote in the text.</p>
      ) : (
        <One explorer={explorer} dependency={one} />
      )}
      <All explorer={explorer} />
    </section>
  );
}

function One({ explorer, dependency }: { readonly explorer: Explorer; readonly dependency: Dependency }) {
  const { opener, end, type } = dependency;
  const distance = end - opener;
  const others = exchangesOf(type);
  return (
    <>
      <p class="verdict">
        <code>{type[0]}</code> in {placeOf(text.value, dependency)}, closed after {whole(distance)} characters
      </p>
      <ul class="verdicts">
        {readers.value.map(({ title }, index) => (
          <li key={index} class={`series-${STYLES[index]}`}>
            {verdictOf(title, memory.value[index], readouts.value[index]?.bits[end])}
          </li>
        ))}
      </ul>
      {others.length > 1 && (
        <Choice
          label="Exchanged for"
          options={others.map((other) => [other, other])}
          value={otherType.value ?? others[0]!}
          onChange={(other) => explorer.choose(opener, other === others[0] ? null : other)}
        />
      )}
      <LineChart
        name="evidence"
        title="Evidence: change in the odds of the two closers when the opener is exchanged, the strongest there or later. Above 1 nat, the dotted line, the opener shows."
        x={counts('characters after the opener', distance)}
        y={EVIDENCE}
        series={[...seriesOf(memory.value, strongestLater), ...averageOf(surveys.value[0], distance)]}
        level={SHOWS}
      />
      <Switch
        label="Put more and more text between"
        value={isFilling.value}
        onChange={(next) => {
          isFilling.value = next;
          void attempt(() => explorer.fill());
        }}
      />
      {isFilling.value && (
        <>
          <Choice
            label="Text"
            options={FILLER_LABELS}
            value={filler.value}
            onChange={(kind) => void attempt(() => explorer.fill(kind))}
          />
          <LineChart
            name="filler"
            title="Evidence at the closer, with more and more text between"
            x={distances(
              TO_CLOSER,
              Math.max(1, distance),
              Math.max(distance + 1, filled.value[0]?.at(-1)?.distance ?? 2048),
            )}
            y={EVIDENCE}
            series={seriesOf(filled.value)}
            level={SHOWS}
          />
          <p>{filled.value.map((all, index) => forgottenAt(titleOf(index), all ?? [])).join(' ')}</p>
        </>
      )}
    </>
  );
}

/** Shows all brackets of the text at their closers. */
function All({ explorer }: { readonly explorer: Explorer }) {
  const { value: all } = surveys;
  const done = all.find((one) => one !== null);
  return (
    <>
      <h2>All brackets of this text</h2>
      <p class="hint">
        Brackets and quotes of one character can be chosen: what opens in another way has no counterpart to
        exchange.
      </p>
      <p class="buttons">
        <button type="button" onClick={() => explorer.survey()}>
          Ask them all
        </button>
        {done && done.asked < done.all && ` ${done.asked} of ${done.all} asked`}
      </p>
      {done && (
        <>
          {(['shows', 'decides'] as const).map((share) => (
            <LineChart
              key={share}
              name={share}
              title={CHARTS[share]}
              x={distances(
                TO_CLOSER,
                1,
                Math.max(2, ...all.flatMap((one) => one?.curves.decides.at(-1)?.to ?? [])),
              )}
              y={shares('share')}
              series={all.flatMap((one, index) =>
                one === null ? [] : { ...readerAt(index), points: pointsOf(one.curves[share] ?? []) },
              )}
              level={{ value: 0.5, name: 'half' }}
            />
          ))}
          <p class="hint">
            {done.all} brackets of one text: few beyond 100 characters. <code>longrange eval</code> measures
            both with intervals.
          </p>
        </>
      )}
    </>
  );
}

/** Name of a reader and style of its curves. */
function readerAt(index: number): Pick<Series, 'name' | 'style'> {
  return { name: titleOf(index), style: STYLES[index]! };
}

/** The strongest evidence at each place or later: it dips where no bracket could close, but what shows later was remembered all along. */
function strongestLater(asked: readonly Asked[]): number[] {
  let strongest = Number.NEGATIVE_INFINITY;
  return asked
    .toReversed()
    .map(({ evidence }) => {
      strongest = Math.max(strongest, evidence);
      return strongest;
    })
    .toReversed();
}

const titleOf = (index: number): string => readers.value[index]?.title ?? '';

function seriesOf(
  all: readonly Remembered[],
  evidence: (asked: readonly Asked[]) => number[] = (asked) => asked.map((one) => one.evidence),
): Series[] {
  return all.map((asked = [], index) => ({
    ...readerAt(index),
    points: evidence(asked).map((y, place) => ({ x: asked[place]!.distance, y })),
    marked: { label: 'where it decides', spans: spansOf(asked) },
  }));
}

/** Returns the mean evidence at the closers of the text, up to the axis' end; empty until they have been scored. */
function averageOf(all: Survey | null | undefined, distance: number): Series[] {
  const means = (all?.evidence ?? []).map(({ mean, ...one }) => ({ ...one, estimate: mean }));
  const within = pointsOf(means).filter(({ x }) => x <= distance);
  return within.length === 0 ? [] : [{ name: 'mean of this text', style: 'ngram', points: within }];
}

/** Returns the intervals of distance in which the opener decides. */
function spansOf(asked: readonly Asked[]): [number, number][] {
  const spans: [number, number][] = [];
  for (const [index, { distance, decides }] of asked.entries()) {
    if (!decides) continue;
    if (index > 0 && asked[index - 1]!.decides) spans.at(-1)![1] = distance;
    else spans.push([distance, distance]);
  }
  return spans;
}

/** Describes what a network still knows at the closer, and what that cost. */
function verdictOf(title: string, all: Remembered, bits: number | undefined): string {
  const last = all?.at(-1);
  if (last === undefined) return `${title}: asking …`;
  if (Number.isNaN(last.evidence)) return `${title} does not know one of the two closers.`;
  const shows = last.evidence > SHOWN_NATS ? 'still shows' : 'no longer shows';
  const decides = last.decides ? 'decides' : 'does not decide';
  const cost =
    bits !== undefined && Number.isFinite(bits) ? ` The closer costs ${bits.toFixed(1)} bits.` : '';
  return `${title}: the opener ${shows} there (${nats(last.evidence)}), and it ${decides}.${cost}`;
}

/** Says between which two distances that were asked the curve of a network first falls to the level. */
export function forgottenAt(who: string, all: readonly Pick<Asked, 'distance' | 'evidence'>[]): string {
  const last = all.at(-1);
  if (last === undefined) return '';
  const gone = all.findIndex(({ evidence }) => !(evidence > SHOWN_NATS));
  const after = ({ distance }: Pick<Asked, 'distance'>) => `after ${whole(distance)} characters`;
  if (gone < 0) return `${who} still shows ${after(last)}.`;
  const lost = all[gone]!;
  if (gone === 0) return `${who} does not show ${after(lost)}.`;
  return `${who} still shows ${after(all[gone - 1]!)} and no longer ${after(lost)}.`;
}

/** Tells the lines of both ends. */
function placeOf(text: string, { opener: from, end }: Dependency): string {
  const line = (offset: number) => text.slice(0, offset).split('\n').length;
  const [first, last] = [line(from), line(end)];
  return first === last ? `line ${first}` : `lines ${first} to ${last}`;
}
