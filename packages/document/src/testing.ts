/** Replaces no-break spaces by spaces. */
export function plain(text: string): string {
  return text.replaceAll('\u00a0', ' ');
}
