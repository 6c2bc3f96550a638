import type { AnswerJournal } from '@longrange/eval/evaluation';
import { expect, it } from 'vitest';
import type { FirstAnswer } from './answers.ts';
import type { Tells } from './find-out.ts';
import { requireSameModel } from './same-model.ts';

function keep() {
  const kept = new Map<string, Float32Array | string>();
  const answers: AnswerJournal = {
    get: (question) => kept.get(question),
    add: (question, answer) => void kept.set(question, answer),
  };
  const address = { base: 'http://127.0.0.1:8080/v1', model: 'm' };
  return (tells: Tells, first: FirstAnswer | null, model = 'm') =>
    requireSameModel({ tells, first }, { answers, file: 'm.answers', address: { ...address, model } });
}
const likeliest = (...logs: [string, number][]) => ({ likeliest: logs });

it('knows a model again by what it says of the first text, but for noise', () => {
  const check = keep();
  check('echo', { log: -35.2 });
  check('echo', { log: -35.9 });
  expect(() => check('echo', { log: -48 })).toThrow(
    'Expected m at http://127.0.0.1:8080/v1 to say of the first text what it said when the answers in m.answers were kept, ln p = -35.20, got ln p = -48.00.',
  );
  // What was said first stays what counts.
  check('echo', { log: -35.2 });
  check('echo', { log: -48 }, 'another');
  check('top', likeliest([':', -2], [')', -0.3]));
  check('top', likeliest([')', -0.4], [',', -2.1]));
  expect(() => check('top', likeliest([')', -1], [':', -2]))).toThrow(
    /"\)" with ln p = -0.30, got "\)" with/,
  );
  expect(() => check('top', likeliest(['x', -0.3]))).toThrow(/got "x"/);
  // Who tells nothing cannot be known again.
  check('text', null);
});
