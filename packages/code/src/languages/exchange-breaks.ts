/**
 * Returns the text with a space for each line break between two brackets or, if there are none, a line break for each space after a
 * comma. Strings are left alone. Null if there is nothing to exchange, or if something must stay as it is.
 *
 * @param mustStay gets an offset, that of the last character before it that is not white space, and whether line breaks become spaces
 */
export function exchangeBreaks(
  text: string,
  opener: number,
  closer: number,
  isInString: (offset: number) => boolean,
  mustStay: (at: number, last: number, joins: boolean) => boolean,
): string | null {
  const joins = text.slice(opener, closer).includes('\n');
  let changed = text.slice(0, opener);
  let last = opener;
  for (let at = opener; at < closer; at++) {
    const character = text[at]!;
    const isExchanged = joins
      ? character === '\n'
      : character === ' ' && text[at - 1] === ',' && !isInString(at);
    if (mustStay(at, last, joins)) return null;
    if (!/\s/.test(character)) last = at;
    changed += isExchanged ? (joins ? ' ' : '\n') : character;
  }
  return changed === text.slice(0, closer) ? null : changed + text.slice(closer);
}
