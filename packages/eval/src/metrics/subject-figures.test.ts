import { createPythonParser } from '@longrange/code';
import { expect, it } from 'vitest';
import { TextIndex } from '../models/ngram/text-index.ts';
import { sumOf } from '../statistics/ratio.ts';
import { measureTexts } from './measure-subject.ts';
import { textFigures } from './text-figures.ts';

const documents = [
  { path: 'a', text: 'def f(x):\n    if x:\n        return [x, y)\n    else:\n        return "a"\n' },
  { path: 'b', text: "import os\nprint(os.name, 'b')\nfor i in (1, 2):\n    print(i\n" },
];

it.each([true, false])('each figure counts what its parts by document add up to, cut: %s', async (cut) => {
  const parser = await createPythonParser();
  const { subject, figures } = await measureTexts(
    { id: 'text', label: 't', cut, documents },
    { parser, trainingText: new TextIndex(['print(os.name, 1)']) },
  );
  parser.dispose();
  expect(new Set(figures.map(({ measure }) => measure))).toEqual(new Set(textFigures.map(({ id }) => id)));
  for (const figure of textFigures) {
    const { parts } = figures.find(({ measure, range }) => measure === figure.id && range === null)!;
    const { numerator: held, denominator: n } = sumOf(parts);
    const counted =
      figure.unit === 'share' ? { held, n } : { value: expect.closeTo((100 * held) / n, 10), n };
    expect(figure.pick(subject)).toMatchObject(counted);
  }
});
