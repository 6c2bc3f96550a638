import { strengthColor, whole } from '../charts/line-chart.tsx';
import { BITS } from '../editor/ribbons.ts';
import { Choice, into, Select } from '../panels/choice.tsx';
import { head, isPlaying, pause, play, SPEEDS, speed, stop } from '../state/playing.ts';
import { dependencies, LENSES, lens, memories, readers, strengthsOf, text } from '../state/state.ts';

const LENS_NAMES = { memory: 'Memory', surprise: 'Surprise' } as const;
/** Number of open brackets that are shown, the innermost ones. */
const MOST_OPEN = 12;

/** Reads the text character by character: buttons, a place, a speed. */
export function Player() {
  const { value: at } = head;
  const all = text.value.length;
  return (
    <div class="player">
      <button
        type="button"
        class="round"
        aria-label={isPlaying.value ? 'Pause' : at === null ? 'Read the text' : 'Read on'}
        onClick={() => (isPlaying.value ? pause() : play())}
      >
        {isPlaying.value ? '❚❚' : '▶'}
      </button>
      <button
        type="button"
        class="round small"
        aria-label="One character back"
        onClick={() => pause((at ?? all) - 1)}
      >
        ‹
      </button>
      <button
        type="button"
        class="round small"
        aria-label="One character on"
        onClick={() => pause((at ?? -1) + 1)}
      >
        ›
      </button>
      <input
        type="range"
        aria-label="Place in the text"
        aria-valuetext={at === null ? 'The whole text' : `${whole(at)} of ${whole(all)} characters`}
        min={0}
        max={all}
        value={at ?? 0}
        onInput={({ currentTarget }) => {
          const place = Number(currentTarget.value);
          if (place === 0) stop();
          else pause(place);
        }}
      />
      <Select
        label="Speed"
        options={SPEEDS.map((one) => [one, `${one} characters/s`] as const)}
        value={speed.value}
        onChange={into(speed)}
      />
      <Choice
        label="Show"
        options={LENSES.map((one) => [one, LENS_NAMES[one]] as const)}
        value={lens.value}
        onChange={into(lens)}
      />
    </div>
  );
}

/** Brackets that are open where the text is read, each as a bar for each network; a key to the ribbons while all of it is shown. */
export function OpenBrackets() {
  const { value: at } = head;
  if (at === null) return <Key />;
  const open = dependencies.value.filter(({ opener, end }) => opener < at && at <= end).slice(-MOST_OPEN);
  return (
    <div class="open" role="img" aria-label={`${open.length} open brackets and quotes`}>
      {open.length === 0 && <span class="quiet">Nothing is open here.</span>}
      {open.map(({ opener, end, type }) => (
        <div key={opener} class="column">
          <div class="bars">
            {readers.value.map((_, index) => {
              const all = strengthsOf(memories.value.get(opener)?.[index], end - opener);
              const strength = all[at - opener - 1]!;
              return (
                <i
                  key={index}
                  style={{ height: `${25 * strength}%`, background: strengthColor(index, strength) }}
                />
              );
            })}
          </div>
          <code>{type[0]}</code>
        </div>
      ))}
    </div>
  );
}

function Swatch({
  strength,
  place = 0,
}: {
  readonly strength: number | 'kept' | 'lost';
  readonly place?: number;
}) {
  return <i class="swatch" style={{ background: strengthColor(place, strength) }} />;
}

function Key() {
  if (lens.value === 'surprise')
    return (
      <p class="keys">
        {BITS.map((bits, index) => (
          <span key={bits}>
            <Swatch strength={index + 1} /> {bits}
            {index === BITS.length - 1 && ' bits or more'}
          </span>
        ))}
        <span>
          <Swatch strength="kept" /> ending predicted
        </span>
        <span>
          <Swatch strength="lost" /> not predicted
        </span>
      </p>
    );
  return (
    <p class="keys">
      <span>
        {readers.value.map((_, index) => (
          <span key={index} class="swatches">
            {[4, 3, 2, 1].map((strength) => (
              <Swatch key={strength} place={index} strength={strength} />
            ))}
          </span>
        ))}
        strongly to barely remembered
      </span>
      <span>no ribbon: forgotten</span>
    </p>
  );
}
