/** One colour scheme. Text colours keep a contrast of 4.5 to the background (WCAG AA), graphics 3. */
export interface Palette {
  background: string;
  surface: string;
  ink: string;
  quiet: string;
  rule: string;
  axis: string;
  link: string;
  broken: string;
  brokenSurface: string;
  warning: string;
  /** Orange-red, blue, grey and purple: apart for colour-blind readers too, and each has its own shape and dash. */
  model: string;
  real: string;
  ngram: string;
  text: string;
  /** Activations of a unit, from weak to strong: blue below zero, orange above, which few readers confuse. */
  below1: string;
  below2: string;
  below3: string;
  below4: string;
  above1: string;
  above2: string;
  above3: string;
  above4: string;
}

export const lightPalette: Palette = {
  background: '#fffefb',
  surface: '#f6f4ee',
  ink: '#1f2328',
  quiet: '#5d636a',
  rule: '#e4e1d8',
  axis: '#8d9197',
  link: '#155e94',
  broken: '#a31432',
  brokenSurface: '#fbe6ea',
  warning: '#8a4b00',
  model: '#b23a0e',
  real: '#155e94',
  ngram: '#60656b',
  text: '#8b2c83',
  below1: '#dfebf7',
  below2: '#bcd8f0',
  below3: '#93c2e8',
  below4: '#6aaade',
  above1: '#fce8d8',
  above2: '#f8cfab',
  above3: '#f2ad78',
  above4: '#e98d4f',
};

export const darkPalette: Palette = {
  background: '#15181b',
  surface: '#1e2226',
  ink: '#e8e6e1',
  quiet: '#a6abb1',
  rule: '#31363b',
  axis: '#7b8188',
  link: '#83bff2',
  broken: '#ff8fa3',
  brokenSurface: '#43202a',
  warning: '#f0b266',
  model: '#ff9a66',
  real: '#7cbcf2',
  ngram: '#adb3b9',
  text: '#e79ade',
  below1: '#21323f',
  below2: '#24445f',
  below3: '#26557e',
  below4: '#28659a',
  above1: '#3a2c21',
  above2: '#573a23',
  above3: '#764820',
  above4: '#965418',
};

/** `--broken-surface: #fbe6ea;` and so on. */
export function customProperties(palette: Palette): string {
  return Object.entries(palette)
    .map(([name, colour]) => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}:${colour};`)
    .join('');
}
