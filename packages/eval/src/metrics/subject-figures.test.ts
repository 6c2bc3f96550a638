import { expect, it } from 'vitest';
import { createPythonParser } from '../code/languages/python/create-python-parser.ts';
import type { DocumentParts } from '../statistics/document-parts.ts';
import { measureSubject } from './measure-subject.ts';

const documents = [
  { name: 'a', text: 'def f(x):\n    if x:\n        return [x, y)\n    else:\n        return "a"\n' },
  { name: 'b', text: "import os\nprint(os.name, 'b')\nfor i in (1, 2):\n    print(i\n" },
];

it.each([true, false])('tests of a subject count what its figures count, cut: %s', async (cut) => {
  const parser = await createPythonParser({ engine: 'wasm' });
  let figures: readonly DocumentParts[] = [];
  const subject = await measureSubject(
    { id: 'text', label: 't', cut, documents },
    {
      parser,
      onFigures: (found) => {
        figures = found;
      },
    },
  );
  parser.dispose();
  const counted = (measure: string) => {
    const { parts } = figures.find((figure) => figure.measure === measure && figure.range === null)!;
    const sum = (key: 'numerator' | 'denominator') => parts.reduce((total, part) => total + part[key], 0);
    return { held: sum('numerator'), n: sum('denominator') };
  };
  expect(counted('delimiters').n).toBeGreaterThan(3);
  expect(subject.delimiters.overall).toMatchObject(counted('delimiters'));
  expect(subject.indentation.overall).toMatchObject(counted('indentation'));
  expect(subject.indentation.dedents).toMatchObject(counted('dedents'));
  expect(subject.strings!.overall).toMatchObject(counted(cut ? 'strings/cut' : 'strings/whole'));
  expect(subject.controlFlow!.overall).toMatchObject(counted('control flow'));
  expect(subject.parse.definitions).toMatchObject(counted('definitions'));
  const names = counted('undefined names');
  expect(names.held).toBe(subject.names!.undefined);
  expect(subject.names!.undefinedPer100Loads.value).toBeCloseTo((100 * names.held) / names.n, 10);
  const far = figures.filter(({ measure, range }) => measure === 'delimiters' && range !== null);
  expect(far.map(({ range }) => range!.from)).toEqual(
    subject.delimiters.byDistance.filter(({ n }) => n > 0).map(({ from }) => from),
  );
});
