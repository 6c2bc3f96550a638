import type { Subject } from '../result/schema.ts';
import type { AtTemperature } from '../result/text-schema.ts';

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
