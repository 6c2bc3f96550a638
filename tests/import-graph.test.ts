import { expect, it } from 'vitest';
import { circles, fileGraph, roomGraph, upwardArrows } from './testing/import-graph.ts';

/** A package whose files import what `sources` says. */
function graphOf(sources: Readonly<Record<string, readonly string[]>>) {
  return fileGraph(
    Object.entries(sources).flatMap(([file, specifiers]) =>
      specifiers.map((specifier) => ({ file: `packages/planted/src/${file}`, specifier })),
    ),
  );
}

it('finds a circle of files, and none where two files share an import', () => {
  expect(circles(graphOf({ 'a.ts': ['./b.ts'], 'b.ts': ['./c/d.ts'], 'c/d.ts': ['../a.ts'] }))).toEqual([
    'a.ts → b.ts → c/d.ts → a.ts',
  ]);
  expect(
    circles(graphOf({ 'a.ts': ['./b.ts', './c.ts'], 'b.ts': ['./d.ts'], 'c.ts': ['./d.ts', 'node:fs'] })),
  ).toEqual([]);
});

it('finds a circle of rooms whose files form none', () => {
  const files = graphOf({
    'disk/write.ts': ['./error.ts'],
    'disk/read.ts': ['../run/lock.ts'],
    'run/run.ts': ['../disk/write.ts'],
  });
  expect(circles(files)).toEqual([]);
  expect(circles(roomGraph(files))).toEqual(['disk → run → disk']);
});

it('finds imports of a floor above', () => {
  const rooms = roomGraph(
    graphOf({
      'index.ts': ['./loop/train.ts'],
      'loop/train.ts': ['../run/run.ts', '../disk/write.ts'],
      'disk/write.ts': ['../loop/events.ts'],
    }),
  );
  expect(upwardArrows(rooms, [['loop'], ['run'], ['disk']])).toEqual(['disk → loop']);
});
