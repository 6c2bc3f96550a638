/**
 * Entries of the changelogs: what was written for users and nothing else. Commits say nothing to them, and dependencies among our packages move with
 * every release, since all versions are equal.
 */
module.exports = {
  getReleaseLine: async ({ summary }) => {
    const [first, ...rest] = summary.trim().split('\n');
    return `- ${first}\n${rest.map((line) => (line === '' ? '' : `  ${line}`)).join('\n')}`;
  },
  getDependencyReleaseLine: async () => '',
};
