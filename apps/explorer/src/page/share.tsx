import { escapeHtml } from '@longrange/report/internal';
import { useState } from 'preact/hooks';
import { savePicture } from '../charts/keep.tsx';
import { OPACITY, STYLES } from '../charts/line-chart.tsx';
import { dependency, lastShown, memory, readers, report, strengths } from '../state/state.ts';
import { sentence, stretchesOf } from './answer.tsx';

/** Size of a picture for other sites, in pixels. */
const [WIDTH, HEIGHT] = [1200, 630];
const MARGIN = 72;
/** Longest line of the sentence, in characters. */
const LINE = 36;

/** Ways to pass on what the page shows. */
export function Share() {
  const [said, setSaid] = useState('');
  const copy = (words: string, done: string) =>
    navigator.clipboard.writeText(words).then(() => setSaid(done), report);
  const frame = () => {
    const [page, state = ''] = location.href.split('#');
    const address = escapeHtml(`${page}#embed=1&${state}`);
    return `<iframe src="${address}" width="720" height="300" title="${escapeHtml(sentence())}"></iframe>`;
  };
  return (
    <details class="menu">
      <summary class="button">Share</summary>
      <div>
        <button type="button" onClick={() => copy(location.href, 'The address is copied.')}>
          Copy the address
        </button>
        <button type="button" onClick={() => savePicture('longrange', picture(), 1).catch(report)}>
          Save a picture, {WIDTH.toLocaleString('en')} × {HEIGHT}
        </button>
        <button type="button" onClick={() => copy(frame(), frameCopied())}>
          Copy a frame for a page
        </button>
        <p role="status">{said}</p>
      </div>
    </details>
  );
}

/** Says that the frame is copied, and where it works. */
function frameCopied(): string {
  const isLocal = /^(localhost|127\..*|\[::1\]|)$/.test(location.hostname);
  return `The frame is copied${isLocal ? '; it works on this computer alone, like the address of this page' : ''}.`;
}

/** Draws the sentence and the strips in the colors of the page. */
function picture(): string {
  const look = getComputedStyle(document.documentElement);
  const color = (name: string) => look.getPropertyValue(`--${name}`);
  const [ink, quiet, track] = ['ink', 'quiet', 'surface'].map(color);
  const lines = wrapped(sentence(), LINE);
  const one = dependency.value;
  const length = one === null ? 1 : one.end - one.opener;
  const [left, width] = [MARGIN + 180, WIDTH - 2 * MARGIN - 180 - 80];
  const strips = readers.value.map(({ title }, index) => {
    const y = 380 + 62 * index;
    const fill = color(STYLES[index]!);
    const bars = stretchesOf(strengths.value[index] ?? new Uint8Array()).map(
      ({ from, to, strength }) =>
        `<rect x="${left + (width * from) / length}" y="${y}" width="${(width * (to - from)) / length}" height="36" fill="${fill}" opacity="${OPACITY[strength]}"/>`,
    );
    const label = (x: number, words: string, weight: number) =>
      `<text x="${x}" y="${y + 27}" font-family="system-ui, sans-serif" font-size="26" font-weight="${weight}" fill="${weight > 400 ? fill : ink}">${escapeHtml(words)}</text>`;
    const until = memory.value[index] === undefined ? '' : String(lastShown(memory.value[index]));
    return `${label(MARGIN, title, 600)}<rect x="${left}" y="${y}" width="${width}" height="36" fill="${track}"/>${bars.join('')}${label(left + width + 18, until, 400)}`;
  });
  const words = lines.map(
    (line, index) =>
      `<text x="${MARGIN}" y="${150 + 64 * index}" font-family="Charter, Georgia, serif" font-size="52" font-weight="600" fill="${ink}">${escapeHtml(line)}</text>`,
  );
  const foot = `<text x="${MARGIN}" y="${HEIGHT - 48}" font-family="system-ui, sans-serif" font-size="24" fill="${quiet}">longrange: how far back can a recurrent network remember?</text>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}"><rect width="100%" height="100%" fill="${color('background')}"/>${words.join('')}${strips.join('')}${foot}</svg>`;
}

function wrapped(words: string, most: number): string[] {
  const lines: string[] = [];
  for (const word of words.split(' ')) {
    const longer = `${lines.at(-1)} ${word}`;
    if (lines.length === 0 || longer.length > most) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines;
}
