import { STYLES } from '../charts/line-chart.tsx';
import { likely, pointed, readers, readouts, text } from '../state/state.ts';

/** The likeliest characters at the pointer, and the actual one. */
export function Likely() {
  const { value: at } = pointed;
  if (at === null || !likely.value.some((all) => all.length > 0))
    return <p class="hint">Point at a character: what else did the network expect there?</p>;
  const came = text.value[at];
  return (
    <div class="likely">
      {likely.value.map((all, index) => {
        const bits = readouts.value[index]?.bits[at];
        return (
          <div key={index} class={`series-${STYLES[index]}`}>
            <p>
              <strong>{readers.value[index]?.title}: </strong>
              {came === undefined ? (
                'After the text'
              ) : (
                <>
                  <code>{shown(came)}</code>
                  {bits !== undefined && Number.isFinite(bits) && ` cost ${bits.toFixed(1)} bits`}
                </>
              )}
              ; most likely next:
            </p>
            <ol>
              {all.map(({ character, probability }) => (
                <li key={character} class={character === came ? 'came' : ''}>
                  <code>{shown(character)}</code>
                  <span class="bar" style={{ width: `${(100 * probability).toFixed(1)}%` }} />
                  <span>{percent(probability)}</span>
                </li>
              ))}
            </ol>
          </div>
        );
      })}
    </div>
  );
}

function percent(probability: number): string {
  const value = 100 * probability;
  return `${value >= 10 ? Math.round(value) : value >= 0.1 ? value.toFixed(1) : '< 0.1'} %`;
}

const NAMES: Readonly<Record<string, string>> = { ' ': 'space', '\n': 'line break', '\t': 'tab' };

function shown(character: string): string {
  return NAMES[character] ?? character;
}
