// A report of a few files, without a model: a page that opens from disk, and the same in the terminal.
import { writeFile } from 'node:fs/promises';
import { createPythonParser } from '@longrange/code';
import { buildResult, measureSubject } from '@longrange/eval';
import { renderHtml, renderTerminal } from '@longrange/report';

const parser = await createPythonParser();
const sound =
  'def area(width, height):\n    if width:\n        return max([width * height, 0])\n    return 0\n\n\n';
const documents = [
  { name: 'sound.py', text: sound.repeat(30) },
  { name: 'broken.py', text: sound.repeat(30).replaceAll('0])', '0)') },
];
const subject = await measureSubject({ id: 'text', label: 'two files', cut: false, documents }, { parser });
const result = buildResult({
  versions: { node: process.version },
  provenance: {
    command: 'node report.mjs',
    parserEngine: parser.engine,
    parserReason: parser.reason,
  },
  language: parser.language,
  subjects: [subject],
});

console.error(renderTerminal(result, { color: false, width: 100 }));
const page = await renderHtml(result);
await writeFile('report.html', page);
const { held, n } = subject.delimiters.overall;
console.log(`${held} of ${n} brackets closed`, page.startsWith('<!doctype html>'));

// prints
// 150 of 180 brackets closed true
