import { python } from '@longrange/code';
import { describe, expect, it } from 'vitest';
import { findOpeners, type OpenerKind } from './choose-prompts.ts';
import { judgeCompletion } from './judge-completion.ts';

const text = [
  'import a',
  'class C:',
  '    def f(self, b):',
  "        c = [(b, 'some text'), {1: b}]",
  '        """Of more',
  '        lines."""',
  '        if b:',
  '            return c',
  '        return [b]',
  'C()',
  '',
].join('\n');

const openers = findOpeners({ path: 'a.py', text }, 0, python);

function judge(kind: OpenerKind, place: string, written: string) {
  const cut = text.indexOf(place) + place.length;
  const opener = openers.findLast((one) => one.kind === kind && one.opened <= cut)!;
  return judgeCompletion(opener, text.slice(0, cut), written, python);
}

describe('judges what is written after', () => {
  it.each([
    // The tuple's bracket.
    ['bracket', "[(b, 'some", "', 2) + 3", { outcome: 'closed', after: 5 }],
    ['bracket', "[(b, 'some", "', (2)", { outcome: 'open' }],
    ['bracket', "[(b, 'some", "', 2] + 3", { outcome: 'broken', after: 5 }],
    ['bracket', "[(b, 'some", ' ) text', { outcome: 'open' }],
    ['bracket', "[(b, 'some", "'\n    return", { outcome: 'open' }],
    ['bracket', "[(b, 'some", "'\n    return b)", { outcome: 'broken', after: 7 }],
    ['string', "'some", " text' + 1", { outcome: 'closed', after: 6 }],
    ['string', "'some", ' text" + 1', { outcome: 'open' }],
    ['string', "'some", ' text\n', { outcome: 'broken', after: 6 }],
    ['string', "'some", "\\\n\"\\' '", { outcome: 'closed', after: 7 }],
    ['string', "(b, '", "'", { outcome: 'open' }],
    ['string', "(b, '", "', 1", { outcome: 'closed', after: 1 }],
    ['multi-line string', '"""Of', '\n\n" ""', { outcome: 'open' }],
    ['multi-line string', '"""Of', '\n"""', { outcome: 'closed', after: 4 }],
    // The block of `f`, open around that of `if`.
    ['block', '        c', ' = 1\n\n    # no statement\n    d', { outcome: 'closed', after: 30 }],
    ['block', '        c', ' = 1\nd', { outcome: 'closed', after: 6 }],
    ['block', '        c', ' = (1\nd', { outcome: 'open' }],
    ['block', '        c', ' = 1\n      d', { outcome: 'broken', after: 12 }],
    ['block', '        c', ' = 1\n          d', { outcome: 'open' }],
    ['block', 'if b:\n            r', '\n        d', { outcome: 'closed', after: 10 }],
  ] as const)('%s, %j: %j', (kind, place, written, completion) => {
    expect(judge(kind, place, written)).toEqual(completion);
  });
});

it('finds that real code closes all of it where it does, from wherever it is cut', () => {
  for (const opener of openers) {
    const token = { bracket: 1, string: 1, 'multi-line string': 3, block: 1 }[opener.kind];
    for (let cut = opener.opened; cut <= opener.closer; cut++) {
      const completion = judgeCompletion(opener, text.slice(0, cut), text.slice(cut), python);
      expect(completion).toEqual({ outcome: 'closed', after: opener.closer + token - cut });
    }
  }
});
