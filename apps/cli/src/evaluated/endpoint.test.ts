import { expect, it } from 'vitest';
import { memoryJournal } from '../../tests/testing/endpoint.ts';
import type { FirstAnswer } from '../endpoint/answers.ts';
import type { Tells } from '../endpoint/find-out.ts';
import { requireSameModel } from './endpoint.ts';

function keep() {
  const answers = memoryJournal();
  const address = { base: 'http://127.0.0.1:8080/v1', model: 'm' };
  const check = (tells: Tells, first: FirstAnswer | null, model = 'm') =>
    requireSameModel({ tells, first }, { answers, file: 'm.answers', address: { ...address, model } });
  return Object.assign(check, answers);
}
const likeliest = (...logs: [string, number][]) => ({ likeliest: logs });

// reliability: stored-answers
it('knows a model again by what it says of the first text, but for noise', () => {
  const check = keep();
  check('echo', { log: -35.2 });
  check('echo', { log: -35.9 });
  expect(() => check('echo', { log: -48 })).toThrow(
    'Expected m at http://127.0.0.1:8080/v1 to answer about the first text as it did when the answers in m.answers were kept, ln p = -35.20, got ln p = -48.00.',
  );
  // The first answer remains the reference.
  check('echo', { log: -35.2 });
  check('echo', { log: -48 }, 'another');
  check('top', likeliest([':', -2], [')', -0.3]));
  check('top', likeliest([')', -0.4], [',', -2.1]));
  expect(() => check('top', likeliest([')', -1], [':', -2]))).toThrow(
    /"\)" with ln p = -0.30, got "\)" with/,
  );
  expect(() => check('top', likeliest(['x', -0.3]))).toThrow(/got "x"/);
  // A server that reports nothing cannot be recognized.
  check('text', null);
});

it.each(['{', '{"log":-1e308}', '{"likeliest":[[":",null]]}'])(
  'takes the place of what was kept of the first text and is damaged: %s',
  (damaged) => {
    const check = keep();
    check('echo', { log: -35.2 });
    for (const question of check.kept.keys()) check.kept.set(question, damaged);
    check('echo', { log: -48 });
    expect([...check.kept.values()]).toEqual(['{"log":-48}']);
    expect(() => check('echo', { log: -35.2 })).toThrow(/ln p = -48.00, got ln p = -35.20\.$/);
  },
);
