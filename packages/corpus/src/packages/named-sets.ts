import { packageSpecifier } from './package-request.ts';
import { membersSince } from './projects-since.ts';
import { heldOutProjects, type PinnedProject, pythonProjects } from './python-projects.ts';
import type { SetMember } from './set-member.ts';

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

/** The sources of a named set, and of projects since a date; undefined for any other name. */
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
