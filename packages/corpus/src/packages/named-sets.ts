import { corpusError } from '../corpus-error.ts';
import type { DocumentRole } from '../sources/source.ts';
import { normalizePythonName, packageSpecifier } from './package-request.ts';
import type { PinnedPackage, Uploaded } from './pypi.ts';
import { heldOutProjects, type PinnedProject, pythonProjects } from './python-projects.ts';

const sets: Readonly<Record<string, readonly SetMember[]>> = {
  'python-80m': [
    { name: 'stdlib' },
    ...pythonProjects.map((project) => memberOf(project, 'train')),
    ...heldOutProjects.map((project) => memberOf(project, 'projects')),
  ],
  'python-projects-1': heldOutProjects.map((project) => memberOf(project, 'projects')),
};

/** Names of all sets. */
export const setNames: readonly string[] = Object.keys(sets);

/** Returns the sources of a named set or of projects since a date; undefined for any other name. */
export function membersOf(name: string): readonly SetMember[] | undefined {
  return Object.hasOwn(sets, name) ? sets[name] : membersSince(name);
}

function memberOf(
  { name, version, license, sha256, tables }: PinnedProject,
  role: 'train' | 'projects',
): SetMember {
  const file = `${name.replaceAll('-', '_')}-${version}-py3-none-any.whl`;
  return {
    name: packageSpecifier({ registry: 'pypi', name, version }),
    pinned: { file, sha256, license },
    role,
    ...(tables !== undefined && { tables }),
  };
}

const SINCE = /^pypi-since:(?<date>\d{4}-\d{2}(?:-\d{2})?)(?::(?<names>[a-z0-9._-]+(?:,[a-z0-9._-]+)*))?$/i;

/**
 * Returns the sources of `pypi-since:2026-06` or `pypi-since:2026-06-15:flask,attrs`: for each project (by default those of the named sets), the newest release
 * uploaded since, without near copies of the newest earlier release. Undefined for any other name.
 *
 * @throws CORPUS_PACKAGE_NAME
 */
export function membersSince(source: string): readonly SetMember[] | undefined {
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
