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

/** Numbers with units, intervals and hyphenated terms, within which a line should not break. */
const kept = /(?:[\d.,]+–)?[\d.,]+[ \u00a0]%|[\d.,]+–[\d.,]+|\b(?:\d+|n)-gram\b/g;

/** Escapes our own prose for HTML content, and prevents line breaks within its figures. */
export function escapeProse(text: string): string {
  return escapeHtml(text).replace(kept, (figure) => `<span class="kept">${figure}</span>`);
}
