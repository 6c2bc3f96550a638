import { showControls } from '@longrange/errors';
import type { Attributes } from '../../charts/svg.ts';

/**
 * Attributes from which the page's script says the value of each character of a text: in hundredths, with a value for each UTF-16 unit
 * as it is shown, where a control character takes several.
 */
export function characterValues(
  text: string,
  unit: 'bits' | 'activation',
  lists: readonly { readonly name: string; readonly values: readonly (number | null)[] }[],
): Attributes {
  const shown = [...text].map((character) => ({
    units: character.length,
    shown: showControls(character).length,
  }));
  const encoded = lists.map(({ values }) => {
    let at = 0;
    return shown
      .flatMap(({ units, shown: length }) => {
        const value = values[at] ?? null;
        at += units;
        return Array<string>(length).fill(value === null ? '' : String(Math.round(100 * value)));
      })
      .join(' ');
  });
  return {
    'data-unit': unit,
    'data-names': lists.map(({ name }) => name.replaceAll('|', '/')).join('|'),
    'data-values': encoded.join('|'),
  };
}
