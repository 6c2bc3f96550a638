import { corpusError } from '../corpus-error.ts';
import type { DocumentRole } from '../sources/source.ts';
import { normalizePythonName, packageSpecifier } from './package-request.ts';
import type { PinnedPackage, Uploaded } from './pypi.ts';

/** Documents that are tables: at least three lines in ten are data. */
const tables = ['scrapy/settings/default_settings.py'];

/** Releases of which only the wheel for every machine is read: name, version, SHA-256 of the wheel, license (SPDX; from the license file if the metadata is vague). */
function projectsIn(table: string) {
  return table
    .trim()
    .split('\n')
    .map((line) => {
      const [name, version, sha256, license] = line.trim().split(/ +/) as [string, string, string, string];
      const file = `${name.replaceAll('-', '_')}-${version}-py3-none-any.whl`;
      return {
        name,
        specifier: packageSpecifier({ registry: 'pypi', name, version }),
        pinned: { file, sha256, license },
      };
    });
}

/** About 80 million characters for training (2026-11-28). A change makes a new set with a new name. */
const pythonProjects = projectsIn(`
  apache-airflow-core 3.3.2    99258922bccec15be4700ff89f3c942b8acd93407e263c287ce863e671bb3c50 Apache-2.0
  dask                2026.8.0 ccc0c83a189b0398602435189771d28dad7b5773b6089bb8dce14ae732dd782c BSD-3-Clause
  django              6.1.3    a0530e3fdac55d34ccc5893c36f6c57d7a7083064f3d414537e51473648b3290 BSD-3-Clause
  mitmproxy           12.3.1   87afb808ac8d55383dbe6aa30eadeb0fedaeffd26210e7e23c25c9cd43bdb36a MIT
  networkx            3.7      e3fd2c13a7814cee3746340d8d7f8598a67f16a58bf47fb7f8793fab6efca1b0 BSD-3-Clause
  sqlalchemy          2.1.9    449fed5c2caa3b278cc57499d09db001fb3f28dc7f18affc48142aee4dcc0cdf MIT
  sympy               1.14.0   e091cc3e99d2141a0ba2847328f5479b05d94a6635cb96148ccb3f34671bd8f5 BSD-3-Clause
  twisted             26.10.0  3732f42af218925a0fe78d6668db55853f7fb532245a89a2669babe7d3000fa8 MIT
  xarray              2026.9.0 fe349fa871628b1a0a5217af3fe1283a2862d5485156e6eda354fffb81c3bb7c Apache-2.0
`);

/** Projects held out as a whole: 5.3 million characters, the largest document 2.3 % of them. A change makes a new set with a new name. */
const heldOutProjects = projectsIn(`
  celery 5.7.0  18310a9c919f9029e4735367484d93e6a25cdfd30afdc474622cc263d9b35f6e BSD-3-Clause
  luigi  3.8.1  ea974b26157c327ae8f6a6f9e0ddaa09d868ce8a4010f7631c383614e0152318 Apache-2.0
  pytest 9.2.0  07acdcf88ec174f907dc01af70bf52d49b014bbab03faeeade31c96b18c2e588 MIT
  scrapy 2.19.0 44c1ad4b008f1976e946c75b2adce0e448cbfe470c584b1b59469abf270e8013 BSD-3-Clause
`);

const heldOut = heldOutProjects.map(
  ({ specifier, pinned }): SetMember => ({ name: specifier, pinned, role: 'projects', tables }),
);
const sets: Readonly<Record<string, readonly SetMember[]>> = {
  'python-80m': [
    { name: 'stdlib' },
    ...pythonProjects.map(({ specifier, pinned }) => ({ name: specifier, pinned, role: 'train' as const })),
    ...heldOut,
  ],
  'python-projects-1': heldOut,
};

/** Names of all sets. */
export const setNames: readonly string[] = Object.keys(sets);

/** Returns the sources of a named set or of projects since a date; undefined for any other name. */
export function membersOf(name: string): readonly SetMember[] | undefined {
  return Object.hasOwn(sets, name) ? sets[name] : membersSince(name);
}

const SINCE = /^pypi-since:(?<date>\d{4}-\d{2}(?:-\d{2})?)(?::(?<names>[a-z0-9._-]+(?:,[a-z0-9._-]+)*))?$/i;

/**
 * Returns the sources of `pypi-since:2026-06` or `pypi-since:2026-06-15:flask,attrs`: for each project (by default those of the named sets), the newest release
 * uploaded since, without near copies of the newest earlier release. Undefined for any other name.
 *
 * @throws CORPUS_PACKAGE_NAME
 */
function membersSince(source: string): readonly SetMember[] | undefined {
  if (!source.startsWith('pypi-since:')) return undefined;
  const { date, names } = SINCE.exec(source)?.groups ?? {};
  const since = Date.parse(date ?? '');
  if (Number.isNaN(since)) {
    throw corpusError(
      'CORPUS_PACKAGE_NAME',
      `Expected a date as pypi-since:YYYY-MM or pypi-since:YYYY-MM-DD, got ${JSON.stringify(source)}.`,
      'for example pypi-since:2026-06, or with projects of your own pypi-since:2026-06:flask,attrs.',
    );
  }
  const projects = names?.split(',').map(normalizePythonName) ?? defaults;
  return projects.flatMap((name): SetMember[] => [
    { name: `pypi:${name}`, uploaded: { since }, role: 'projects' },
    { name: `pypi:${name}`, uploaded: { before: since }, role: 'known' },
  ]);
}

const defaults = [...heldOutProjects, ...pythonProjects].map(({ name }) => name);

/** Source in a named set. */
export interface SetMember {
  /** `stdlib`, or a package with its exact version. */
  readonly name: string;
  /** Required file of the package. */
  readonly pinned?: PinnedPackage | undefined;
  /** Role of all its documents; undefined if they are to be split. */
  readonly role?: DocumentRole;
  /** Required upload period of the release; without such a release, nothing is read. */
  readonly uploaded?: Uploaded | undefined;
  /** Paths of documents that are tables of data. */
  readonly tables?: readonly string[];
}
