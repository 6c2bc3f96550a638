import { corpusError } from '../corpus-error.ts';
import { normalizePythonName } from './package-request.ts';
import { heldOutProjects, pythonProjects } from './python-projects.ts';
import type { SetMember } from './set-member.ts';

const SINCE = /^pypi-since:(?<date>\d{4}-\d{2}(?:-\d{2})?)(?::(?<names>[a-z0-9._-]+(?:,[a-z0-9._-]+)*))?$/i;

/**
 * What `pypi-since:2026-06` means, or `pypi-since:2026-06-15:flask,attrs`: of each project, those of the named sets unless others are named, the newest release
 * that was uploaded since, less what is nearly a copy of something in the newest release before. Undefined for any other name.
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
