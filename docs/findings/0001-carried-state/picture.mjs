// The two curves of finding 1 as an SVG: ranges over the dose, each network a dot, the geometric means joined.
import { svgOf } from '../page.mjs';

const WIDTH = 760;
const HEIGHT = 300;
const PANEL = { left: 52, top: 46, width: 310, height: 196, gap: 36 };
const MOST = 64;
const COLORS = { reading: '#1f6f8b', writing: '#b4541a' };

/**
 * @param panels `[{ title, doses: [{ name, reading: [characters of each seed], writing: […] }] }]`
 */
export function drawCurves(panels) {
  const parts = panels.map((panel, index) => draw(panel, PANEL.left + index * (PANEL.width + PANEL.gap)));
  const legend = Object.entries(COLORS).map(
    ([name, color], index) =>
      `<circle cx="${PANEL.left + 90 * index}" cy="${HEIGHT - 12}" r="4" fill="${color}"/><text x="${PANEL.left + 90 * index + 9}" y="${HEIGHT - 8}">${name}</text>`,
  );
  const title = 'Ranges over the dose, reading and writing, one dot for each network';
  return svgOf({ width: WIDTH, height: HEIGHT, title }, [
    ...parts,
    ...legend,
    `<text x="${PANEL.left + 190}" y="${HEIGHT - 8}">a dot is a network; lines join geometric means</text>`,
  ]);
}

function draw({ title, doses }, left) {
  const { top, width, height } = PANEL;
  const x = (index) => left + (width * (index + 0.5)) / doses.length;
  const y = (characters) => top + height - (height * Math.log2(characters)) / Math.log2(MOST);
  const ticks = [1, 2, 4, 8, 16, 32, MOST].map(
    (one) =>
      `<line x1="${left}" x2="${left + width}" y1="${y(one)}" y2="${y(one)}" stroke="#ddd"/><text x="${left - 6}" y="${y(one) + 4}" text-anchor="end">${one}</text>`,
  );
  const names = doses.map(
    ({ name }, index) => `<text x="${x(index)}" y="${top + height + 16}" text-anchor="middle">${name}</text>`,
  );
  const curves = Object.entries(COLORS).map(([way, color], side) => {
    const at = (index) => x(index) + (side === 0 ? -5 : 5);
    const dots = doses.flatMap((dose, index) =>
      dose[way].map(
        (one) => `<circle cx="${at(index)}" cy="${y(one)}" r="3" fill="${color}" fill-opacity="0.45"/>`,
      ),
    );
    const line = doses.map((dose, index) => `${at(index)},${y(geometricMean(dose[way]))}`).join(' ');
    return `${dots.join('')}<polyline points="${line}" fill="none" stroke="${color}" stroke-width="2"/>`;
  });
  return [
    `<text x="${left}" y="18" font-weight="600">${title}</text>`,
    `<text x="${left}" y="36">range in characters</text>`,
    ...ticks,
    ...names,
    ...curves,
  ].join('\n');
}

export function geometricMean(values) {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}
