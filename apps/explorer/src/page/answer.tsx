import { useMemo } from 'preact/hooks';
import { OPACITY, STYLES, whole } from '../charts/line-chart.tsx';
import { Select } from '../panels/choice.tsx';
import type { Explorer } from '../state/explorer.ts';
import { head } from '../state/playing.ts';
import {
  dependencies,
  dependency,
  held,
  isReading,
  lastShown,
  type Memory,
  MOST_READERS,
  memory,
  models,
  note,
  opener,
  readers,
  shown,
  strengths,
  text,
} from '../state/state.ts';

/** Answer about one bracket, as a sentence and as strips above one another. */
export function Answer({ explorer }: { readonly explorer: Explorer }) {
  return (
    <section class="answer" aria-label="Answer">
      <h1 aria-live="polite">{sentence()}</h1>
      <Strips explorer={explorer} />
      <Typical />
    </section>
  );
}

/** Says of the bracket that is shown which networks remember it, which is that it shows, to its closer. */
export function sentence(): string {
  return plainSentence().replace(/^the/, 'The');
}

function plainSentence(): string {
  const { value: one } = dependency;
  if (readers.value.length === 0) return 'How far back does a recurrent network remember?';
  if (one === null) {
    const isOpen = opener.value !== null;
    if (isOpen && isReading.value && dependencies.value.length === 0) return 'The networks are reading …';
    return isOpen
      ? 'This bracket is not closed. Choose another.'
      : 'Choose a bracket in the text: do the networks still know it where it is closed?';
  }
  const all = readers.value.map(({ title }, index) => ({
    title: subjectOf(title),
    memory: memory.value[index],
  }));
  const asked = all.flatMap(({ title, memory }) => (memory === undefined ? [] : [{ title, memory }]));
  if (asked.length < all.length) return 'The networks are reading …';
  if (asked.some(({ memory }) => Number.isNaN(memory.at(-1)!.evidence)))
    return 'A network does not know one of these characters.';
  const thing = one.type[0] === one.type[1] ? 'quote' : 'bracket';
  const distance = one.end - one.opener;
  const keeps = asked.filter(({ memory }) => lastShown(memory) === distance).map(({ title }) => title);
  const forgets = asked
    .map(({ title, memory }) => ({ title, last: lastShown(memory) }))
    .filter(({ last }) => last < distance)
    .map(({ title, last }, index) => {
      const after = last === 0 ? 'at once' : `after ${index === 0 ? characters(last) : whole(last)}`;
      return index === 0 ? `${title} forgets this ${thing} ${after}` : `${title} ${after}`;
    });
  const remember = keeps.length === 1 ? 'remembers' : 'remember';
  if (forgets.length === 0)
    return `${listed(keeps)} ${remember} this ${thing} to its closer, ${characters(distance)} on.`;
  if (keeps.length === 0) return `${forgets.join(', ')}; it closes at ${whole(distance)}.`;
  return `${forgets.join(', ')}; ${listed(keeps)} ${remember} it to its closer, at ${whole(distance)}.`;
}

function characters(count: number): string {
  return `${whole(count)} ${count === 1 ? 'character' : 'characters'}`;
}

/** Name of a network in a sentence. */
function subjectOf(title: string): string {
  return title === 'LSTM' ? 'the LSTM' : title;
}

function listed(words: readonly string[]): string {
  return new Intl.ListFormat('en').format(words);
}

/** A strip for each network: from the opener to the closer, as long as the opener shows. */
function Strips({ explorer }: { readonly explorer: Explorer }) {
  const { value: one } = dependency;
  const length = one === null ? 0 : one.end - one.opener;
  const read = one === null || head.value === null ? length : head.value - one.opener;
  const isWithin = read >= 0 && read <= length;
  const step = [1, 2, 5, 10, 20, 50, 100, 200, 500].find((one) => one * MOST_TICKS >= length) ?? 1000;
  const ticks = Array.from({ length: Math.floor(length / step) }, (_, index) => (index + 1) * step);
  return (
    <div class="strips">
      {readers.value.map(({ title }, index) => (
        <div key={index} class={`strip series-${STYLES[index]}`}>
          <Network explorer={explorer} index={index} title={title} />
          <Strip
            strengths={strengths.value[index]}
            length={length}
            read={isWithin ? read : length}
            title={title}
          />
          <output>{memory.value[index] && reachOf(memory.value[index], length)}</output>
        </div>
      ))}
      {length > 0 && (
        <div class="strip axis" aria-hidden="true">
          <span />
          <div class="ticks">
            <code>{text.value[one!.opener]}</code>
            {ticks.map((tick, index) => (
              <i key={index} style={{ left: `${(100 * tick) / length}%` }}>
                {whole(tick)}
              </i>
            ))}
          </div>
          <span>characters</span>
        </div>
      )}
    </div>
  );
}

/** Maximum number of ticks under the strips. */
const MOST_TICKS = 6;

/** Characters that a network remembers an opener for; `all` if to its closer. */
function reachOf(asked: NonNullable<Memory>, length: number): string {
  const last = lastShown(asked);
  return last === length ? `all ${whole(last)}` : whole(last);
}

/** Stretch of equal strength. */
interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly strength: number;
}

function Strip({
  strengths,
  length,
  read,
  title,
}: {
  readonly strengths: Uint8Array | undefined;
  readonly length: number;
  readonly read: number;
  readonly title: string;
}) {
  const stretches = useMemo(() => stretchesOf(strengths ?? new Uint8Array()), [strengths]);
  if (strengths === undefined) return <div class="track waiting" />;
  return (
    <svg
      class="track"
      viewBox={`0 0 ${length} 1`}
      preserveAspectRatio="none"
      role="img"
      aria-label={`${title}: shows up to ${stretches.at(-1)?.to ?? 0} of ${length} characters`}
    >
      {stretches.map(({ from, to, strength }) => (
        <rect
          key={from}
          opacity={OPACITY[strength]}
          x={from}
          y={0}
          width={Math.max(0, Math.min(to, read) - from)}
          height={1}
        />
      ))}
    </svg>
  );
}

/** Returns the stretches between opener and closer in which the opener shows, by how strongly. */
export function stretchesOf(strengths: Uint8Array): Stretch[] {
  const all: Stretch[] = [];
  for (const [from, strength] of strengths.entries()) {
    const last = all.at(-1);
    if (last?.strength === strength) all[all.length - 1] = { ...last, to: from + 1 };
    else if (strength > 0) all.push({ from, to: from + 1, strength });
  }
  return all;
}

/** Name of a network, to be exchanged for another or removed; of a held copy, a way to let it go. */
function Network({
  explorer,
  index,
  title,
}: {
  readonly explorer: Explorer;
  readonly index: number;
  readonly title: string;
}) {
  if (held.value !== null && index > 0)
    return (
      <button type="button" class="plain" onClick={() => explorer.show({})}>
        {title}: let it go
      </button>
    );
  const options = models.value.map((one, place) => [place, one.title] as const);
  const isOnly = shown.value.length === 1;
  return (
    <Select
      label={`Network ${index + 1}`}
      options={isOnly ? options : [...options, [-1, 'remove'] as const]}
      value={shown.value[index]!}
      onChange={(next) => {
        const { value: all } = shown;
        // A network that is shown already changes places with this one.
        const replaced = all.map((one) => (one === next ? all[index]! : one)).with(index, next);
        explorer.show({ shown: next < 0 ? all.toSpliced(index, 1) : replaced });
      }}
    />
  );
}

/** Offers networks that are open and not shown. */
export function AddNetwork({ explorer }: { readonly explorer: Explorer }) {
  const others = models.value.flatMap(({ title }, place) =>
    shown.value.includes(place) ? [] : [[place, title] as const],
  );
  if (others.length === 0 || shown.value.length >= MOST_READERS || held.value !== null) return null;
  return (
    <Select
      label="Add"
      options={[[-1, 'another network'], ...others]}
      value={-1}
      onChange={(next) => next >= 0 && explorer.show({ shown: [...shown.value, next] })}
    />
  );
}

/** Says what it means to remember and, of the first example, how typical it is. */
function Typical() {
  const [typical, ...chosen] = note.value?.split('\n') ?? [];
  return (
    <div class="typical">
      <p>
        A network remembers an opener as long as exchanging it, <code>(</code> for <code>[</code>, changes
        which closer it expects. {typical}
      </p>
      {chosen.length > 0 && (
        <details>
          <summary>How the first bracket was chosen</summary>
          <p>{chosen.join(' ')}</p>
        </details>
      )}
    </div>
  );
}
