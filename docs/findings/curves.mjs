// Charts of findings as SVG, for light and dark pages: curves over a few places, in panels side by side, with intervals.
const PANEL = { left: 46, top: 46, width: 272, height: 206, gap: 24 };
const HEIGHT = 320;
/** Colors of curves on white and on black. */
const COLORS = ['#767676', '#b4541a', '#1f6f8b', '#5b2a86', '#2e7d32', '#ad1457', '#8d6e00'];
const ON_DARK = ['#a0a0a0', '#f0955a', '#5cb8d8', '#b794f0', '#7bc67e', '#f06292', '#d4b13c'];

/** Axis of nats, on a scale that includes 0 and shows both 1 and 16 clearly. */
export const evidenceAxis = {
  label: 'evidence in nats, by the characters from the opener on',
  ticks: [0, 1, 2, 4, 8, 16],
  dashed: 1,
  place: (nats) => Math.log2(1 + Math.max(0, nats)) / Math.log2(25),
};
export const shareAxis = (label) => ({
  label,
  ticks: [0, 0.25, 0.5, 0.75, 1],
  place: (share) => share,
  name: (share) => `${100 * share} %`,
});

/** @param panels `[{ title, ticks: [name of each place], curves: [{ name, points: [{ estimate, low, high }] }] }]`; points may be null */
export function drawCurves({ title, note, axis, panels }) {
  const width = Math.max(690, PANEL.left + panels.length * (PANEL.width + PANEL.gap));
  const bottom = HEIGHT - 13;
  const names = panels[0].curves.map(({ name }, index) => {
    const x = PANEL.left + index * Math.min(128, (width - PANEL.left) / panels[0].curves.length);
    return `<line class="c${index}" x1="${x}" x2="${x + 18}" y1="${bottom}" y2="${bottom}" stroke-width="2"/><text x="${x + 22}" y="${bottom + 4}">${name}</text>`;
  });
  const classes = (colors) =>
    colors.map((color, index) => `.c${index}{stroke:${color}} .f${index}{fill:${color}}`).join(' ');
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${HEIGHT + 18}" width="${width}" height="${HEIGHT + 18}" font-family="system-ui, sans-serif" font-size="12">`,
    `<title>${title}</title>`,
    `<style>svg{background:#fff} text{fill:#333} .g{stroke:#ddd} ${classes(COLORS)} @media (prefers-color-scheme:dark){svg{background:#0d1117} text{fill:#ccc} .g{stroke:#333} ${classes(ON_DARK)}}</style>`,
    ...panels.map((panel, index) =>
      draw(panel, axis, PANEL.left + index * (PANEL.width + PANEL.gap), index === 0),
    ),
    ...names,
    `<text x="${PANEL.left}" y="${bottom + 22}">${note}</text>`,
    '</svg>',
  ].join('\n')}\n`;
}

function draw({ title, ticks, curves }, axis, left, isFirst) {
  const { top, width, height } = PANEL;
  const { place, dashed, name = String } = axis;
  const y = (value) => (top + height * (1 - Math.min(1, place(value)))).toFixed(1);
  const x = (index, curve = (curves.length - 1) / 2) =>
    (left + (width * (index + 0.5)) / ticks.length + 2.5 * (curve - (curves.length - 1) / 2)).toFixed(1);
  const lines = axis.ticks.map(
    (one) =>
      `<line class="g" x1="${left}" x2="${left + width}" y1="${y(one)}" y2="${y(one)}"${one === dashed ? ' stroke-dasharray="4 3" style="stroke:#888"' : ''}/>${isFirst ? `<text x="${left - 6}" y="${Number(y(one)) + 4}" text-anchor="end">${name(one)}</text>` : ''}`,
  );
  const places = ticks.map(
    (tick, index) =>
      `<text x="${x(index)}" y="${top + height + 16}" text-anchor="middle" font-size="11">${tick}</text>`,
  );
  const drawn = curves.map(({ points }, curve) => {
    const known = points.flatMap((point, index) =>
      point === null ? [] : [{ ...point, at: x(index, curve) }],
    );
    const bars = known
      .filter(({ low }) => low !== null)
      .map(
        ({ at, low, high }) =>
          `<line class="c${curve}" stroke-opacity="0.55" x1="${at}" x2="${at}" y1="${y(low)}" y2="${y(high)}"/>`,
      );
    const dots = known.map(
      ({ at, estimate }) => `<circle class="f${curve}" cx="${at}" cy="${y(estimate)}" r="2.5"/>`,
    );
    const line = known.map(({ at, estimate }) => `${at},${y(estimate)}`).join(' ');
    return `${bars.join('')}<polyline class="c${curve}" points="${line}" fill="none" stroke-width="2"/>${dots.join('')}`;
  });
  const heading = `<text x="${left}" y="18" font-weight="600">${title}</text>`;
  const label = isFirst ? `<text x="${left}" y="36">${axis.label}</text>` : '';
  return [heading, label, ...lines, ...places, ...drawn].join('\n');
}
