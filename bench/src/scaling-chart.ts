/** One line of the chart: characters per second over some values of one size. */
export interface ChartLine {
  readonly name: string;
  readonly points: readonly { readonly value: number; readonly rate: number }[];
}

export interface ChartPanel {
  readonly title: string;
  readonly lines: readonly ChartLine[];
}

const WIDTH = 280;
const HEIGHT = 190;
const MARGIN = { left: 64, right: 16, top: 30, bottom: 30 };
const STYLE = `text{font:11px system-ui,sans-serif;fill:#555}.title{font-weight:600;fill:#333}
.grid{stroke:#ddd}.line{fill:none;stroke-width:2}.a{stroke:#1f6fb2}.b{stroke:#b2451f}.dot.a{fill:#1f6fb2}.dot.b{fill:#b2451f}
@media (prefers-color-scheme:dark){text{fill:#aaa}.title{fill:#ddd}.grid{stroke:#444}.a{stroke:#6db1ec}.b{stroke:#f08a5d}.dot.a{fill:#6db1ec}.dot.b{fill:#f08a5d}}`;

/** Small multiples on two logarithmic axes, as a self-contained SVG. */
export function scalingChart(panels: readonly ChartPanel[]): string {
  const rates = panels.flatMap(({ lines }) => lines.flatMap(({ points }) => points.map(({ rate }) => rate)));
  const [low, high] = [Math.floor(Math.log10(Math.min(...rates))), Math.ceil(Math.log10(Math.max(...rates)))];
  const body = panels.map((panel, i) => drawPanel(panel, i * WIDTH, low, high)).join('\n');
  const names = panels[0]!.lines.map(({ name }) => name).join(', ');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${panels.length * WIDTH} ${HEIGHT}" role="img">
<title>Training speed in characters per second over batch, sequence length and units: ${names}</title>
<style>${STYLE}</style>
${body}
</svg>
`;
}

function drawPanel({ title, lines }: ChartPanel, offset: number, low: number, high: number): string {
  const values = lines[0]!.points.map(({ value }) => value);
  const [first, last] = [Math.log2(values[0]!), Math.log2(values.at(-1)!)];
  const inner = { width: WIDTH - MARGIN.left - MARGIN.right, height: HEIGHT - MARGIN.top - MARGIN.bottom };
  const x = (value: number): string =>
    (offset + MARGIN.left + ((Math.log2(value) - first) / (last - first)) * inner.width).toFixed(1);
  const y = (rate: number): string =>
    (MARGIN.top + (1 - (Math.log10(rate) - low) / (high - low)) * inner.height).toFixed(1);
  const decades = Array.from({ length: high - low + 1 }, (_, i) => 10 ** (low + i));
  const grid = decades.map(
    (rate) =>
      `<line class="grid" x1="${x(values[0]!)}" x2="${x(values.at(-1)!)}" y1="${y(rate)}" y2="${y(rate)}"/>` +
      `<text x="${offset + MARGIN.left - 6}" y="${Number(y(rate)) + 4}" text-anchor="end">${rate.toLocaleString('en')}</text>`,
  );
  const ticks = values
    .filter((_, i) => i % 2 === 0)
    .map((value) => `<text x="${x(value)}" y="${HEIGHT - 10}" text-anchor="middle">${value}</text>`);
  const drawn = lines.map(({ name, points }, i) => {
    const colour = i === 0 ? 'a' : 'b';
    const path = points.map(({ value, rate }) => `${x(value)},${y(rate)}`).join(' ');
    const dots = points.map(
      ({ value, rate }) => `<circle class="dot ${colour}" cx="${x(value)}" cy="${y(rate)}" r="3"/>`,
    );
    // The slower line's name stands below it to the left, the other's above to the right: clear of both, whether they rise or fall.
    const { value, rate } = points[Math.floor(points.length / 2)]!;
    const [dx, dy, anchor] = i === 0 ? [-4, 18, 'end'] : [4, -10, 'start'];
    const label = `<text x="${Number(x(value)) + dx}" y="${Number(y(rate)) + dy}" text-anchor="${anchor}">${name}</text>`;
    return `<polyline class="line ${colour}" points="${path}"/>${dots.join('')}${label}`;
  });
  const heading = `<text class="title" x="${offset + MARGIN.left}" y="16">${title}</text>`;
  return [heading, ...grid, ...ticks, ...drawn].join('\n');
}
