import { expect, it } from 'vitest';
import { measureContamination } from '../contamination.ts';
import { CorpusBuilder } from '../corpus-builder.ts';
import { describeCorpus } from '../describe-corpus.ts';
import { randomLines } from '../testing/random-lines.ts';
import { membersOf, setNames } from './named-sets.ts';

it('pins every project of every set', () => {
  expect(setNames).toEqual(['python-80m', 'python-projects-1']);
  const members = setNames.flatMap((name) => membersOf(name)!).filter(({ name }) => name !== 'stdlib');
  for (const { name, pinned, role } of members) {
    expect(name).toMatch(/^pypi:[a-z-]+==[\d.]+$/);
    expect(pinned?.file).toMatch(/-py3-none-any\.whl$/);
    expect(pinned?.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(pinned?.license).toMatch(/^(?:MIT|BSD-3-Clause|Apache-2\.0)$/);
    expect(role).toBeDefined();
  }
  const trainedOn = new Set(members.filter(({ role }) => role === 'train').map(({ name }) => name));
  expect(trainedOn.size).toBe(9);
  expect(members.filter(({ role, name }) => role === 'projects' && trainedOn.has(name))).toEqual([]);
});

it('splits what has no role as if it were alone, and takes copies of held-out text out of training', async () => {
  const encoder = new TextEncoder();
  const documents = Array.from({ length: 40 }, (_, index) => ({
    ...{ path: `free/${index}.py`, named: false },
    bytes: encoder.encode(randomLines(index, 40)),
  }));
  const alone = new CorpusBuilder({});
  for (const document of documents) alone.add(document);
  const free = alone.build([{ description: 'free' }]);

  const builder = new CorpusBuilder({});
  const add = (path: string, text: string, role: 'train' | 'projects') =>
    builder.add({ path, bytes: encoder.encode(text), named: false }, role);
  for (const document of documents) builder.add(document);
  const held = randomLines(100, 60);
  add('held/a.py', held, 'projects');
  add('held/b.py', randomLines(101, 60), 'projects');
  add('lib/own.py', randomLines(102, 60), 'train');
  add('lib/vendored.py', `# vendored\n${held}`, 'train');
  add('lib/test-copy.py', `# copied\n${free.split('test').text(0)}`, 'train');
  const corpus = builder.build([{ description: 'free' }, { description: 'lib' }]);

  const paths = (name: 'train' | 'validation' | 'test' | 'projects') =>
    corpus.split(name).documents.map(({ path }) => path);
  for (const name of ['validation', 'test'] as const) {
    expect(paths(name)).toEqual(free.split(name).documents.map(({ path }) => path));
  }
  expect(paths('projects')).toEqual(['held/a.py', 'held/b.py']);
  expect(paths('train')).toEqual([...free.split('train').documents.map(({ path }) => path), 'lib/own.py']);
  expect(corpus.statistics.droppedDocuments.heldOut).toBe(2);
  expect(corpus.statistics.documents).toBe(43);
  expect(describeCorpus(corpus)).toContain('\n  projects    2 documents, ');
  const measured = await measureContamination(corpus);
  expect(measured.map(({ split, copies }) => [split, copies[1]?.characters])).toEqual([
    ['validation', 0],
    ['test', 0],
    ['projects', 0],
  ]);
});
