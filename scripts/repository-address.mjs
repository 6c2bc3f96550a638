// Writes the address of the repository, which no package.json has yet, into the root's and those of the published packages.
//
//   node scripts/repository-address.mjs --set https://github.com/OWNER/NAME
//   node scripts/repository-address.mjs --expect https://github.com/OWNER/NAME  fails unless it is this one; a release requires it
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packagesIn, root } from './shell.mjs';

const [action, address = ''] = process.argv.slice(2);
const url = address.replace(/\/$/, '').replace(/\.git$/, '');
if (!['--set', '--expect'].includes(action) || !/^https:\/\/[^/\s]+\/\S+$/.test(url))
  throw new Error(`Expected --set or --expect and an https address, got ${process.argv.slice(2).join(' ')}.`);

if (action === '--set') {
  edit('package.json', (manifest) => ({ ...manifest, repository: { type: 'git', url: `git+${url}.git` } }));
  for (const { folder } of packagesIn('packages', 'apps')) {
    edit(`${folder}/package.json`, (manifest) => ({
      ...manifest,
      homepage: `${url}/tree/main/${folder}#readme`,
      bugs: `${url}/issues`,
      repository: { type: 'git', url: `git+${url}.git`, directory: folder },
    }));
  }
} else {
  const got = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).repository?.url;
  if (got !== `git+${url}.git`) {
    throw new Error(
      `Expected repository.url in package.json to be git+${url}.git, got ${got}. Hint: node scripts/repository-address.mjs --set ${url}, and commit.`,
    );
  }
}

function edit(path, change) {
  const manifest = JSON.parse(readFileSync(join(root, path), 'utf8'));
  writeFileSync(join(root, path), `${JSON.stringify(change(manifest), null, 2)}\n`);
}
