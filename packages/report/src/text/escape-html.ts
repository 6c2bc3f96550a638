import { showControls } from './format.ts';

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
