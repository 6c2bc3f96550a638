import type { FirstSample } from '@longrange/document/internal';
import type { View } from '../view.ts';

/** As much of a sample as a first screen has room for. */
const LINES = 13;

/** The lines of the excerpt under test with the most in them that is broken, and only that marked; null where there is none. */
export function firstSample({ name, subject }: View['primary']): FirstSample | null {
  if (subject.excerpt === null) return null;
  const { text, document, surprisals } = subject.excerpt;
  const marks = subject.excerpt.marks.filter(({ kind }) => kind !== 'censored');
  const starts = lineStarts(text);
  const broken = marks.filter(({ kind }) => kind !== 'matched').map(({ start }) => start);
  const last = Math.max(0, starts.length - LINES);
  let [first, most] = [0, 0];
  for (let line = 0; line <= last; line++) {
    const [from, to] = [starts[line]!, starts[line + LINES] ?? text.length];
    const count = broken.filter((at) => from <= at && at < to).length;
    if (count > most) [first, most] = [line, count];
  }
  const from = starts[first]!;
  const to = starts[first + LINES] ?? text.length;
  const moved = marks
    .filter(({ start, end }) => from <= start && end <= to)
    .map((mark) => ({
      ...mark,
      start: mark.start - from,
      end: mark.end - from,
      partner:
        mark.partner === null || mark.partner < from || mark.partner >= to ? null : mark.partner - from,
    }));
  const read = surprisals?.map(({ predictor, bits }) => ({ predictor, bits: bits.slice(from, to) }));
  const excerpt = {
    document,
    text: text.slice(from, to).replace(/\n$/, ''),
    marks: moved,
    ...(read === undefined ? {} : { surprisals: read }),
  };
  return { name, excerpt, line: first + 1, lines: starts.length };
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0 && at + 1 < text.length; at = text.indexOf('\n', at + 1))
    starts.push(at + 1);
  return starts;
}
