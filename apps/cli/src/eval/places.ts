import { isAbsolute, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { hideSecrets } from '@longrange/errors';
import type { Result } from '@longrange/eval';
import type { MetricPlace } from '@longrange/eval/internal';
import { formatJson } from '../files/json.ts';
import { placedMetrics } from '../options/limits.ts';
import { version } from '../run/versions.ts';
import { sharesOf } from './limits.ts';

/** Rules of SARIF: the metrics, in words. */
const placeRules = placedMetrics.map(({ name, section: { title, definition } }) => ({
  id: name,
  shortDescription: { text: title },
  fullDescription: { text: definition },
}));

/** A measured text, and every place where something is wrong in it. */
interface PlacedText {
  readonly language: Result['language'];
  readonly subject: Result['subjects'][number];
  readonly places: readonly MetricPlace[];
}

/** JSON without secrets, and with escapes for what a terminal acts on. */
export function safeJson(value: unknown): string {
  return hideSecrets(formatJson(value)).replace(/[\u007f-\u009f\u2028\u2029]|\p{Cf}/gu, (character) =>
    character
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  );
}

/** Every place as JSON. Lines and columns count from 1, columns in UTF-16 code units. */
export function toJson({ language, subject, places }: PlacedText): string {
  const { project = null, label, documents, characters } = subject;
  return safeJson({
    format: 'longrange-places',
    formatVersion: 1,
    language: language.id,
    project,
    label,
    documents,
    characters,
    metrics: sharesOf(subject),
    places,
  });
}

/**
 * Every place as SARIF 2.1.0, with paths relative to a folder. What is outside has absolute addresses, and files of packages begin with the
 * name of their package.
 *
 * @returns the text, and the number of places outside
 */
export function toSarif({ places }: PlacedText, folder: string): { text: string; outside: number } {
  let outside = 0;
  const artifact = (path: string) => {
    if (/^(?:npm|pypi):/.test(path)) return { uri: encodeURI(path) };
    const within = relative(folder, resolve(folder, path)).replaceAll('\\', '/');
    if (!within.startsWith('../') && !isAbsolute(within))
      return { uri: within.split('/').map(encodeURIComponent).join('/'), uriBaseId: '%SRCROOT%' };
    outside++;
    return { uri: pathToFileURL(resolve(folder, path)).href };
  };
  const results = places.map(({ metric, path, line, column, message }) => ({
    ruleId: metric,
    ruleIndex: placeRules.findIndex(({ id }) => id === metric),
    level: 'warning',
    message: { text: message },
    locations: [
      {
        physicalLocation: {
          artifactLocation: artifact(path),
          region: { startLine: line, startColumn: column },
        },
      },
    ],
  }));
  const driver = { name: 'longrange', version, rules: placeRules };
  const text = safeJson({
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { '%SRCROOT%': { uri: pathToFileURL(`${folder}/`).href } },
        results,
      },
    ],
  });
  return { text, outside };
}
