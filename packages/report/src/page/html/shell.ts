import { createHash } from 'node:crypto';
import { escapeHtml } from '../../text/escape-html.ts';
import { script } from './script.ts';
import { style } from './style.ts';

export interface PageParts {
  /** Plain text, like the footer. */
  readonly title: string;
  /** Identifier of the first section. */
  readonly skipTo: string;
  /** Markup, like `main`. */
  readonly header: string;
  readonly main: string;
  readonly footer: string;
}

/** A whole page. Its policy lets nothing load and nothing run but the one style and the one script inside it. */
export function renderShell({ title, skipTo, header, main, footer }: PageParts): string {
  const policy = `default-src 'none'; img-src data:; style-src '${hashOf(style)}'; script-src '${hashOf(script)}'`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)}</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body>
<a class="skip" href="#${skipTo}">Skip to the sections</a>
${header}
<main>
${main}
</main>
<footer>${escapeHtml(footer)}</footer>
<script>${script}</script>
</body>
</html>
`;
}

function hashOf(content: string): string {
  return `sha256-${createHash('sha256').update(content).digest('base64')}`;
}
