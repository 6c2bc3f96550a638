/** Classifiers of licences that are exactly one of SPDX's; `BSD License`, say, may be any of three. */
const CLASSIFIERS: Readonly<Record<string, string>> = {
  'Apache Software License': 'Apache-2.0',
  'MIT License': 'MIT',
  'MIT No Attribution License (MIT-0)': 'MIT-0',
  'ISC License (ISCL)': 'ISC',
  'Mozilla Public License 2.0 (MPL 2.0)': 'MPL-2.0',
  'Python Software Foundation License': 'PSF-2.0',
  'The Unlicense (Unlicense)': 'Unlicense',
  'GNU General Public License v3 (GPLv3)': 'GPL-3.0-only',
  'GNU General Public License v3 or later (GPLv3+)': 'GPL-3.0-or-later',
  'GNU Lesser General Public License v3 (LGPLv3)': 'LGPL-3.0-only',
  'GNU Affero General Public License v3': 'AGPL-3.0-only',
};
const LONGEST_NAME = 80;

/**
 * The licence that a Python package's core metadata states: its SPDX expression (PEP 639), else what the older fields say, a name of SPDX
 * where they mean just one; null where they say nothing short.
 */
export function licenseOf(metadata: string): string | null {
  const headers = parseHeaders(metadata);
  const first = (name: string): string | undefined => headers.find(([key]) => key === name)?.[1];
  const expression = first('license-expression');
  if (expression !== undefined && expression !== '') return expression;
  const classifiers = headers
    .filter(([key, value]) => key === 'classifier' && value.startsWith('License :: '))
    .map(([, value]) => value.split(' :: ').at(-1)!)
    .filter((name) => name !== 'OSI Approved');
  const named = classifiers.map((name) => CLASSIFIERS[name] ?? name);
  const text = first('license');
  const isName = text !== undefined && text !== '' && text.length <= LONGEST_NAME && !text.includes('\n');
  if (isName && text.toUpperCase() !== 'UNKNOWN') return text;
  return named.length > 0 ? named.join(' OR ') : null;
}

/** Name, lower case, and value; lines that go on are kept as lines. */
function parseHeaders(metadata: string): [string, string][] {
  const headers: [string, string][] = [];
  for (const line of metadata.split(/\r?\n/)) {
    if (line === '') break;
    const last = headers.at(-1);
    if (/^[ \t]/.test(line)) {
      if (last !== undefined) last[1] += `\n${line.trim()}`;
      continue;
    }
    const colon = line.indexOf(':');
    if (colon > 0) headers.push([line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]);
  }
  return headers;
}
