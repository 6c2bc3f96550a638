import { packageSpecifier } from './package-request.ts';
import type { PinnedPackage } from './pypi.ts';
import { heldOutProjects, type PinnedProject, pythonProjects } from './python-projects.ts';

/** A source of a named set. */
export interface SetMember {
  /** `stdlib`, or a package by its exact version. */
  readonly name: string;
  /** The file that the package has to be. */
  readonly pinned?: PinnedPackage | undefined;
  /** What all of its documents are for; undefined: they are split. */
  readonly role?: 'train' | 'projects';
  /** Paths of documents that are tables. */
  readonly tables?: readonly string[];
}

const sets: Readonly<Record<string, readonly SetMember[]>> = {
  'python-80m': [
    { name: 'stdlib' },
    ...pythonProjects.map((project) => memberOf(project, 'train')),
    ...heldOutProjects.map((project) => memberOf(project, 'projects')),
  ],
  'python-projects-1': heldOutProjects.map((project) => memberOf(project, 'projects')),
};

/** The names of all sets. */
export const setNames: readonly string[] = Object.keys(sets);

/** The sources of a named set; undefined for any other name. */
export function membersOf(name: string): readonly SetMember[] | undefined {
  return Object.hasOwn(sets, name) ? sets[name] : undefined;
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
