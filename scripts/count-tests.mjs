// Adds up what vitest left in each package (`.turbo/vitest.json`, see vitest.shared.ts), removes those files, and prints
// `PASSED FAILED SKIPPED`, with failed tests by name as errors. Exits with 1 if a package named as a parameter has run no test.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { packagesIn, root } from './shell.mjs';

const folders = [...packagesIn('packages', 'apps').map(({ folder }) => folder), 'tests'];
const mustRun = process.argv[2] === 'all' ? folders : process.argv.slice(2);
const sum = { passed: 0, failed: 0, skipped: 0 };
for (const folder of folders) {
  const file = join(root, folder, '.turbo/vitest.json');
  let executed = 0;
  if (existsSync(file)) {
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = JSON.parse(
      readFileSync(file, 'utf8'),
    );
    for (const { name, assertionResults } of testResults) {
      for (const { status, fullName } of assertionResults) {
        if (status === 'failed') console.error(`failed: ${relative(root, name)}: ${fullName}`);
      }
    }
    rmSync(file);
    sum.passed += numPassedTests;
    sum.failed += numFailedTests;
    sum.skipped += numPendingTests + numTodoTests;
    executed = numPassedTests + numFailedTests;
  }
  if (executed === 0 && mustRun.includes(folder)) {
    console.error(`Expected ${folder} to have run tests, got none.`);
    process.exitCode = 1;
  }
}
console.log(`${sum.passed} ${sum.failed} ${sum.skipped}`);
