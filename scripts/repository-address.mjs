// The repository's address is in one place, `repository.url` of the root's package.json; those of the published packages follow.
//
//   node scripts/repository-address.mjs --set https://github.com/OWNER/NAME     writes it everywhere
//   node scripts/repository-address.mjs --expect https://github.com/OWNER/NAME  fails unless it is this one, as a release demands
//
// Until it is set it is under example.invalid, which leads nowhere. tests/repository.test.ts holds the packages against it.
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
  const got = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).repository.url;
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
