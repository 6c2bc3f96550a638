/** Colors on light and on dark ground. Text colors keep a contrast of 4.5 to the background (WCAG AA), graphics 3. */
const colors = {
  background: ['#fffefb', '#15181b'],
  surface: ['#f6f4ee', '#1e2226'],
  ink: ['#1f2328', '#e8e6e1'],
  quiet: ['#5d636a', '#a6abb1'],
  rule: ['#e4e1d8', '#31363b'],
  axis: ['#8d9197', '#7b8188'],
  link: ['#155e94', '#83bff2'],
  broken: ['#a31432', '#ff8fa3'],
  brokenSurface: ['#fbe6ea', '#43202a'],
  warning: ['#8a4b00', '#f0b266'],
  // Orange-red, blue, gray and purple: distinct for color-blind readers too, and each has its own shape and dash.
  model: ['#b23a0e', '#ff9a66'],
  real: ['#155e94', '#7cbcf2'],
  ngram: ['#60656b', '#adb3b9'],
  text: ['#8b2c83', '#e79ade'],
  // Activations of a unit, from weak to strong: blue below zero, orange above, a pair that few readers confuse.
  below1: ['#dfebf7', '#21323f'],
  below2: ['#bcd8f0', '#24445f'],
  below3: ['#93c2e8', '#26557e'],
  below4: ['#6aaade', '#28659a'],
  above1: ['#fce8d8', '#3a2c21'],
  above2: ['#f8cfab', '#573a23'],
  above3: ['#f2ad78', '#764820'],
  above4: ['#e98d4f', '#965418'],
} as const satisfies Readonly<Record<string, readonly [light: string, dark: string]>>;

export type Palette = Readonly<Record<keyof typeof colors, string>>;

const paletteOf = (index: 0 | 1) =>
  Object.fromEntries(Object.entries(colors).map(([name, pair]) => [name, pair[index]])) as Palette;

export const lightPalette = paletteOf(0);
export const darkPalette = paletteOf(1);

/** `--broken-surface: #fbe6ea;` and so on. */
export function customProperties(palette: Palette): string {
  return Object.entries(palette)
    .map(([name, color]) => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}:${color};`)
    .join('');
}
