import { escapeHtml } from '../text/escape-html.ts';

export type Attributes = Record<string, string | number | null>;

/** One SVG (or HTML) element. Attribute values are escaped; children are markup already. A null attribute is left out. */
export function element(name: string, attributes: Attributes, ...children: readonly string[]): string {
  const rendered = Object.entries(attributes)
    .filter(([, value]) => value !== null)
    .map(([key, value]) => ` ${key}="${typeof value === 'number' ? coordinate(value) : escapeHtml(value!)}"`)
    .join('');
  return `<${name}${rendered}>${children.join('')}</${name}>`;
}

/** A tenth of a pixel is finer than any screen, and keeps the page small. */
export function coordinate(value: number): string {
  return String(Math.round(value * 10) / 10);
}

export function textElement(attributes: Attributes, text: string): string {
  return element('text', attributes, escapeHtml(text));
}

/** A mark with a tooltip that needs no script. */
export function titled(attributes: Attributes, title: string, ...children: readonly string[]): string {
  return element('g', attributes, element('title', {}, escapeHtml(title)), ...children);
}
