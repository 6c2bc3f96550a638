/** A word of a command line as it may be shown and recorded: `redis://:…@host` for `redis://:secret@host`. */
export function hidePassword(word: string): string {
  return word.replace(/^(.*?:\/\/[^/@]*:).*@/s, '$1…@');
}
