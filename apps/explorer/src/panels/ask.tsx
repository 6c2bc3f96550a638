import { DELIMITER_TYPES } from '@longrange/code';
import { SHOWN_NATS } from '@longrange/eval/internal';
import { counts, distances, LineChart, pointsOf, type Series, shares, whole } from '../charts/line-chart.tsx';
import type { Explorer } from '../state/explorer.ts';
import {
  type Answers,
  answers,
  bracket,
  filler,
  opener,
  otherType,
  readers,
  readouts,
  surveys,
} from '../state/state.ts';
import type { Asked, Survey } from '../worker/ask.ts';
import { FILLERS, type Filler } from '../worker/choices.ts';
import { Choice } from './choice.tsx';

const FILLER_LABELS = Object.entries(FILLERS).map(([kind, { label }]) => [kind as Filler, label] as const);
// Not "-0.0".
const nats = (value: number) => `${(Math.round(10 * value) / 10 || 0).toFixed(1)} nats`;
const EVIDENCE = { label: 'evidence in nats', most: 2, format: nats };
const SHOWS = { value: SHOWN_NATS, name: 'shows above' };
const TO_CLOSER = 'characters from the opener to the closer';
const CHARTS = {
  shows: 'Shows: share of brackets whose opener still shows at the closer',
  decides: 'Decides: share of brackets whose closer follows the opener, whichever it is',
};

/** Shows how far one dependency's opener *shows* and *decides*, then all dependencies of the text. */
export function Ask({ explorer }: { readonly explorer: Explorer }) {
  return (
    <section>
      <Place explorer={explorer} />
      <All explorer={explorer} />
    </section>
  );
}

function Place({ explorer }: { readonly explorer: Explorer }) {
  const { value: chosen } = bracket;
  const { value: at } = opener;
  if (at === null)
    return (
      <p class="hint">
        Click an opening bracket in the text: does the network still know it where it is closed?
      </p>
    );
  if (chosen === null) return <p class="hint">This bracket is not closed. Choose another.</p>;
  const distance = chosen.end - chosen.opener;
  const { value: all } = answers;
  const between = all.map((one) => one.between);
  const filled = all.map((one) => one.filled);
  return (
    <>
      <p class="verdict">
        <code>{chosen.type[0]}</code> is closed after {whole(distance)} characters.{' '}
        {readers.value.map(({ name }, index) => (
          <span key={name}>
            {verdictOf(readers.value.length > 1 ? name : null, all[index])}
            {costOf(readouts.value[index]?.bits[chosen.end])}{' '}
          </span>
        ))}
      </p>
      <Choice
        label="If it were"
        options={DELIMITER_TYPES.filter((type) => type !== chosen.type).map((type) => [type, type])}
        value={otherType.value}
        onChange={(type) => explorer.choose(at, { type })}
      />
      <LineChart
        name="evidence"
        title="Does the opener still show? Change in the odds of the two closers when it is exchanged"
        x={counts('characters after the opener', distance)}
        y={EVIDENCE}
        series={[...seriesOf(between, (one) => one.evidence), ...averageOf(surveys.value[0], distance)]}
        level={SHOWS}
      />
      <LineChart
        name="closer"
        title="Would the network close it here? Probability of its closer as the next character"
        x={counts('characters after the opener', distance)}
        y={shares('probability')}
        series={seriesOf(between, (one) => one.closer, false)}
      />
      <Choice
        label="Where is it forgotten? Put in"
        options={FILLER_LABELS}
        value={filler.value}
        onChange={(kind) => explorer.choose(at, { filler: kind })}
      />
      <LineChart
        name="filler"
        title="The same question at the closer, with more and more text between"
        x={distances(
          TO_CLOSER,
          Math.max(1, distance),
          Math.max(distance + 1, filled[0]?.at(-1)?.distance ?? 2048),
        )}
        y={EVIDENCE}
        series={seriesOf(filled, (one) => one.evidence)}
        level={SHOWS}
      />
      <p>{all.map((one, index) => forgottenAt(subjectOf(index), one.filled)).join(' ')}</p>
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
  return { name: readers.value[index]?.name ?? '', style: index === 0 ? 'model' : 'real' };
}

function seriesOf(
  all: readonly (readonly Asked[])[],
  value: (one: Asked) => number,
  withDecides = true,
): Series[] {
  return all.map((asked, index) => ({
    ...readerAt(index),
    points: asked.map((one) => ({ x: one.distance, y: value(one) })),
    ...(withDecides && { marked: { label: 'decides', spans: spansOf(asked) } }),
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

/** Describes what the network still knows at the closer. */
function verdictOf(name: string | null, all: Answers | undefined): string {
  const last = all?.between.at(-1);
  const who = name === null ? '' : `${name}: `;
  if (last === undefined) return `${who}${name === null ? 'Asking' : 'asking'} …`;
  if (Number.isNaN(last.evidence))
    return `${who}${name === null ? 'The' : 'the'} network does not know one of the two closers.`;
  const shows = last.evidence > SHOWN_NATS ? 'still shows' : 'no longer shows';
  const decides = last.decides ? 'decides' : 'does not decide';
  return `${who}${name === null ? 'The' : 'the'} opener ${shows} there (${nats(last.evidence)}), and it ${decides}.`;
}

/** Describes the cost of the closer, if known. */
function costOf(bits: number | undefined): string {
  return bits !== undefined && Number.isFinite(bits) ? ` The closer costs ${bits.toFixed(1)} bits.` : '';
}

/** Returns the subject of a sentence about a network, which is named if there are several. */
function subjectOf(index: number): string {
  return readers.value.length > 1 ? `${readers.value[index]?.name ?? ''}: it` : 'It';
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
