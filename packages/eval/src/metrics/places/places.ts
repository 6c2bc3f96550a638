import { z } from 'zod';
import { count } from '../../statistics/shapes.ts';
import { type Mark, markAt } from '../excerpt/excerpt.ts';

/** Something wrong in a text. Offsets are in UTF-16 code units. */
export interface Finding {
  readonly start: number;
  /** Number of characters that are marked in an excerpt. */
  readonly length: number;
  /** Words for what is wrong. */
  readonly message: string;
  /** Other end of the dependency, if there is one. */
  readonly partner?: number | null;
  /** Kind of its mark in an excerpt; none if absent. */
  readonly mark?: Mark['kind'];
}

/** Returns the marks of something wrong: both ends of a bracket closed by another type, else only where it starts. */
export function marksOfFinding({ start, length, mark, partner = null }: Finding): Mark[] {
  if (mark === undefined) return [];
  const first = markAt(mark, start, length, mark === 'unclosed' ? null : partner);
  return mark === 'wrongType' && partner !== null ? [first, markAt(mark, partner, 1, start)] : [first];
}

/** A place for people and editors. */
const placeSchema = z.object({
  path: z.string(),
  /** Line, from 1. */
  line: count,
  /** Column, from 1, in UTF-16 code units. */
  column: count,
  message: z.string(),
});

/** Number of places of each metric that a result lists. */
const MOST_LISTED = 10;

/** Places where metrics found something wrong: their number, and the worst. Absent in results from before places were kept. */
export const placesSchema = z
  .array(z.object({ metric: z.string(), count, worst: z.array(placeSchema) }))
  .optional();

/** Place in a file where something is wrong. */
export type Place = z.infer<typeof placeSchema>;

/** A place with the name of the metric that found it. */
export interface MetricPlace extends Place {
  readonly metric: string;
}

/** Lines of a text, which `\n` ends (also after `\r`). Found on first access: most texts have nothing wrong. */
export class Lines {
  readonly #text: string;
  #starts: number[] | null = null;

  constructor(text: string) {
    this.#text = text;
  }

  /** Number of the line that an offset is in, from 1. */
  readonly lineOf = (offset: number): number => {
    const starts = this.#startsOfLines();
    let [low, high] = [0, starts.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  };

  placeOf(path: string, { start, message }: Finding): Place {
    const line = this.lineOf(start);
    return { path, line, column: start - this.#startsOfLines()[line - 1]! + 1, message };
  }

  #startsOfLines(): readonly number[] {
    if (this.#starts !== null) return this.#starts;
    this.#starts = [0];
    for (let at = this.#text.indexOf('\n'); at >= 0; at = this.#text.indexOf('\n', at + 1))
      this.#starts.push(at + 1);
    return this.#starts;
  }
}

/** Counts places, and keeps the worst: one of each document in turn, documents with the most first, and first what none before it says. */
export class WorstPlaces {
  count = 0;
  #documents: { readonly count: number; readonly places: readonly Place[] }[] = [];

  /** Adds the places of one document, in the order of its text. */
  add(places: readonly Place[]): void {
    if (places.length === 0) return;
    this.count += places.length;
    this.#documents.push({ count: places.length, places: places.slice(0, MOST_LISTED) });
    this.#documents.sort((a, b) => b.count - a.count);
    this.#documents.length = Math.min(this.#documents.length, MOST_LISTED);
  }

  worst(): Place[] {
    const inTurn = Array.from({ length: MOST_LISTED }, (_, turn) =>
      this.#documents.flatMap(({ places }) => places[turn] ?? []),
    ).flat();
    const byMessage = new Map(inTurn.toReversed().map((place) => [place.message, place]));
    const isFirst = (place: Place) => byMessage.get(place.message) === place;
    return [...inTurn.filter(isFirst), ...inTurn.filter((place) => !isFirst(place))].slice(0, MOST_LISTED);
  }
}
