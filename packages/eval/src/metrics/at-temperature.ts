import type { AtTemperature } from './at-temperature-schema.ts';
import type { Subject } from './subject-schema.ts';

/** What is kept of samples at one temperature, beside those at others. */
export function atTemperature(
  subject: AtTemperature['subject'],
  temperature: number,
  { documents, characters, delimiters, indentation, parse, degeneration }: Subject,
): AtTemperature {
  return {
    subject,
    temperature,
    documents,
    characters,
    delimiters: delimiters.overall,
    indentation: indentation.overall,
    definitions: parse.definitions,
    loops: degeneration.loops.share,
  };
}
