import { likely, pointed, readout, text } from '../state.ts';

/** The likeliest characters at the pointer, and the one that came. */
export function Likely() {
  const at = pointed.value;
  if (at === null || likely.value.length === 0)
    return <p class="hint">Point at a character: what else did the network expect there?</p>;
  const came = text.value[at];
  const bits = readout.value?.bits[at];
  return (
    <div class="likely">
      <p>
        {came === undefined ? (
          'After the text'
        ) : (
          <>
            Here comes <code>{shown(came)}</code>
            {bits !== undefined && !Number.isNaN(bits) && `, at a cost of ${bits.toFixed(1)} bits`}
          </>
        )}
        ; likeliest:
      </p>
      <ol>
        {likely.value.map(({ character, probability }) => (
          <li key={character} class={character === came ? 'came' : ''}>
            <code>{shown(character)}</code>
            <span class="bar" style={{ width: `${(100 * probability).toFixed(1)}%` }} />
            <span>{percent(probability)}</span>
          </li>
        ))}
      </ol>
    </div>
  );
}

function percent(probability: number): string {
  return probability >= 0.0995
    ? `${Math.round(100 * probability)} %`
    : `${(100 * probability).toPrecision(1)} %`;
}

const NAMES: Readonly<Record<string, string>> = { ' ': 'space', '\n': 'line break', '\t': 'tab' };

function shown(character: string): string {
  return NAMES[character] ?? character;
}
