import { describe, expect, it } from 'vitest';
import { darkPalette, lightPalette, type Palette } from './palette.ts';

/** Relative luminance and contrast as WCAG 2.2 defines them. */
function luminance(color: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light! + 0.05) / (dark! + 0.05);
}

describe.each([
  ['light', lightPalette],
  ['dark', darkPalette],
])('the %s palette', (_, palette: Palette) => {
  it.each(['ink', 'quiet', 'link', 'broken', 'warning', 'model', 'real', 'ngram', 'text'] as const)(
    'sets %s apart from the page by 4.5 at least, as text needs (AA)',
    (name) => {
      expect(contrast(palette[name], palette.background)).toBeGreaterThanOrEqual(4.5);
    },
  );

  it('keeps text readable on its other surfaces', () => {
    for (const name of ['ink', 'quiet', 'broken'] as const) {
      expect(contrast(palette[name], palette.surface)).toBeGreaterThanOrEqual(4.5);
    }
    expect(contrast(palette.broken, palette.brokenSurface)).toBeGreaterThanOrEqual(4.5);
  });

  it('keeps text readable on every color of a picture', () => {
    for (const side of ['below', 'above'] as const) {
      for (const level of [1, 2, 3, 4] as const)
        expect(contrast(palette.ink, palette[`${side}${level}`])).toBeGreaterThanOrEqual(4.5);
    }
  });

  it('sets axes apart by 3 at least, as graphics need (AA)', () => {
    expect(contrast(palette.axis, palette.background)).toBeGreaterThanOrEqual(3);
  });
});
