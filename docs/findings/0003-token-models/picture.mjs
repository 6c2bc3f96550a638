// The chart of finding 3 as an SVG: of swapped brackets the share of which both twins are right, over the distance, a panel for each text.
import { svgOf } from '../page.mjs';

const WIDTH = 940;
const HEIGHT = 320;
const PANEL = { left: 52, top: 46, width: 272, height: 206, gap: 24 };
const COLORS = { ngram: '#7a7a7a', lstm: '#b4541a', mingru: '#1f6f8b', smollm2: '#5b2a86' };

/**
 * @param panels `[{ title, curves: [{ model, name, points: [{ from, to, estimate, low, high }] }] }]`, a point for each doubling of the distance
 */
export function drawSwaps(panels) {
  const names = panels[0].curves.map(({ model, name }, index) => {
    const x = PANEL.left + 130 * index;
    return `<line x1="${x}" x2="${x + 22}" y1="${HEIGHT - 13}" y2="${HEIGHT - 13}" stroke="${COLORS[model]}" stroke-width="2"/><text x="${x + 28}" y="${HEIGHT - 9}">${name}</text>`;
  });
  const title =
    'Of swapped brackets the share of which both twins are right, over the distance, in three texts';
  return svgOf({ width: WIDTH, height: HEIGHT, title }, [
    ...panels.map((panel, index) => draw(panel, PANEL.left + index * (PANEL.width + PANEL.gap), index === 0)),
    ...names,
    `<text x="${WIDTH - 24}" y="${HEIGHT - 9}" text-anchor="end">bars: 95 % intervals over documents</text>`,
  ]);
}

function draw({ title, curves }, left, isFirst) {
  const { top, width, height } = PANEL;
  const { points } = curves[0];
  const x = (index) => left + (width * (index + 0.5)) / points.length;
  const y = (share) => top + height * (1 - share);
  const ticks = [0, 0.25, 0.5, 0.75, 1].map(
    (one) =>
      `<line x1="${left}" x2="${left + width}" y1="${y(one)}" y2="${y(one)}" stroke="#ddd"/>${isFirst ? `<text x="${left - 6}" y="${y(one) + 4}" text-anchor="end">${100 * one} %</text>` : ''}`,
  );
  const distances = points.map(
    ({ from }, index) =>
      `<text x="${x(index).toFixed(1)}" y="${top + height + 16}" text-anchor="middle" font-size="11">${from}</text>`,
  );
  const drawn = curves.map(({ model, points: own }, place) => {
    const color = COLORS[model];
    const at = (index) => (x(index) + 2.5 * (place - (curves.length - 1) / 2)).toFixed(1);
    const bars = own.map(
      ({ low, high }, index) =>
        `<line x1="${at(index)}" x2="${at(index)}" y1="${y(low).toFixed(1)}" y2="${y(high).toFixed(1)}" stroke="${color}" stroke-opacity="0.4"/>`,
    );
    const dots = own.map(
      ({ estimate }, index) =>
        `<circle cx="${at(index)}" cy="${y(estimate).toFixed(1)}" r="2.5" fill="${color}"/>`,
    );
    const line = own.map(({ estimate }, index) => `${at(index)},${y(estimate).toFixed(1)}`).join(' ');
    return `${bars.join('')}<polyline points="${line}" fill="none" stroke="${color}" stroke-width="2"/>${dots.join('')}`;
  });
  return [
    `<text x="${left}" y="18" font-weight="600">${title}</text>`,
    isFirst
      ? `<text x="${left}" y="36">both twins right, by the characters from the opener on, each point up to the next</text>`
      : '',
    ...ticks,
    ...distances,
    ...drawn,
  ].join('\n');
}
