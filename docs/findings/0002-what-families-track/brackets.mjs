// Writes documents of calls and subscripts, nothing else: Python in which a bracket is all that there is to remember, over 2 to 120 characters.
//
//   node docs/findings/0002-what-families-track/brackets.mjs FOLDER
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RandomStream } from '../../../packages/code/dist/index.js';

const random = new RandomStream(1);
const LETTERS = 'abcd';
const name = () =>
  Array.from({ length: 1 + random.nextInteger(2) }, () => LETTERS[random.nextInteger(4)]).join('');
/** Up to 30 arguments, uniform on a logarithmic scale. */
const names = () => Array.from({ length: Math.floor(31 ** random.nextFloat()) }, name).join(', ');

mkdirSync(process.argv[2], { recursive: true });
for (let document = 0; document < 800; document++) {
  let text = '';
  while (text.length < 2000) {
    const [opener, closer] = random.nextInteger(2) === 0 ? '()' : '[]';
    text += `${name()} = ${name()}${opener}${names()}${closer}\n`;
  }
  writeFileSync(join(process.argv[2], `${String(document).padStart(3, '0')}.py`), text);
}
