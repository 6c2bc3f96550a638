import { showControls } from '@longrange/errors';

const replacements: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text for HTML content and for quoted attributes; control characters become visible pictures. */
export function escapeHtml(text: string): string {
  return showControls(text).replace(/[&<>"']/g, (character) => replacements[character]!);
}

/** A number with its unit, an interval, or a hyphenated term: a line break inside would hurt. */
const kept = /(?:[\d.,]+–)?[\d.,]+[ \u00a0]%|[\d.,]+–[\d.,]+|\b(?:\d+|n)-gram\b/g;

/** Our own prose for HTML content: escaped, and its figures kept in one piece. */
export function escapeProse(text: string): string {
  return escapeHtml(text).replace(kept, (figure) => `<span class="kept">${figure}</span>`);
}
