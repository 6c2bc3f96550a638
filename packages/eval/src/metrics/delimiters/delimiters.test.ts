import { createPythonParser } from '@longrange/code';
import { expect, it } from 'vitest';
import { measureSubject } from '../measure-subject.ts';

it('counts failures per character that a bracket is open, as one counts by hand', async () => {
  const parser = await createPythonParser();
  const documents = [
    { path: 'cut', text: 'pairs = [(1, 2), (3, 4), (5,' },
    { path: 'wrong type', text: 'f(x]' },
  ];
  const { delimiters } = await measureSubject({ id: 'text', label: 't', cut: true, documents }, { parser });
  parser.dispose();
  // Characters seen after their openers: 19 of the square bracket, 5 of each pair up to its closer, 2 of the last opener; and the ] 2 after its (.
  expect(
    delimiters.hazard.map(({ from, failures, characters, openers }) => [from, failures, characters, openers]),
  ).toEqual([
    [1, 0, 5, 5],
    [2, 1, 2 + 2 + 2 + 1 + 1, 5],
    [4, 0, 4 + 2 + 2, 3],
    [8, 0, 8, 1],
    [16, 0, 4, 1],
  ]);
  expect(delimiters.netSurvival).toEqual([]);
});
