import { showControls } from '@longrange/errors';

/** Text for one line of Markdown, table cells included: nothing in it starts markup, HTML or another cell. */
export function escapeMarkdown(text: string): string {
  return showControls(text)
    .replace(/\s*\n\s*/g, ' ')
    .replace(/[\\`*_[\]<>|~#]/g, (character) => `\\${character}`);
}

/** A fenced block whose fence is longer than any run of backticks in the text. */
export function fencedBlock(text: string, language: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map((match) => match[0].length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language.replace(/[^\w-]/g, '')}\n${showControls(text).replace(/\n$/, '')}\n${fence}`;
}
