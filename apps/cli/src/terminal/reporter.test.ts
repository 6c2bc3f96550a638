import { describe, expect, it } from 'vitest';
import { createReporter, type MessageStream } from './reporter.ts';

function record(isTTY: boolean, columns = 60, brief = false) {
  let text = '';
  const stream: MessageStream = {
    isTTY,
    columns,
    write: (piece) => {
      text += piece;
    },
  };
  let nowMs = 0;
  const reporter = createReporter(stream, { brief, now: () => nowMs });
  const take = (): string => {
    const taken = text;
    text = '';
    return taken;
  };
  return { reporter, take, wait: (ms: number) => (nowMs += ms) };
}

const state = (share: number | null, detail = '') => ({ label: 'training', share, detail });

describe('on a terminal', () => {
  it('redraws one line, at most ten times a second, and takes it away for lines that stay', () => {
    const { reporter, take, wait } = record(true);
    reporter.progress(state(0.25, '1 min left'));
    expect(take()).toBe('\r' + 'training  25 % [#####---------------] 1 min left\u001b[K');
    reporter.progress(state(0.3));
    expect(take()).toBe('');
    wait(100);
    reporter.progress(state(0.3));
    expect(take()).toContain(' 30 % [######--------------]');
    reporter.line('validated');
    expect(take()).toBe('\r\u001b[Kvalidated\n');
    reporter.progress(state(null, 'x'));
    expect(take()).toBe('\rtraining  x\u001b[K');
    reporter.clear();
    expect(take()).toBe('\r\u001b[K');
    reporter.clear();
    expect(take()).toBe('');
  });

  it('does not let the line grow beyond the width', () => {
    const { reporter, take } = record(true, 40);
    reporter.progress(state(1, 'a long detail that takes the place of the bar'));
    expect(take()).toHaveLength('\r'.length + 39 + '\u001b[K'.length);
  });
});

describe('what comes from files and names', () => {
  const hostile = '\u001b[2J\u202e\n';
  const shown = '␛[2J\\u202e␊';

  it('is shown, not acted on, in lines, facts and progress', () => {
    const { reporter, take } = record(false);
    reporter.line(`run ${hostile}`);
    expect(take()).toBe(`run ${shown}\n`);
    reporter.fact('run', hostile);
    expect(take()).toBe(`run         ${shown}\n`);
    reporter.text(`def f(): # ${hostile}`);
    expect(take()).toBe('def f(): # ␛[2J\\u202e\n\n');
    const terminal = record(true);
    terminal.reporter.progress({ label: hostile, share: null, detail: hostile });
    expect(terminal.take()).toBe(`\r${shown}  ${shown}\u001b[K`);
    terminal.reporter.progress({ label: 'x', share: 1, detail: hostile });
    expect(terminal.take()).toContain(`] ${shown}\u001b[K`);
  });
});

describe('elsewhere', () => {
  it('writes a plain line every ten seconds', () => {
    const { reporter, take, wait } = record(false);
    reporter.progress(state(0));
    wait(9_999);
    reporter.progress(state(0.5));
    expect(take()).toBe('');
    wait(1);
    reporter.progress(state(0.5, 'step 5'));
    expect(take()).toBe('training   50 %  step 5\n');
    reporter.line('validated');
    reporter.progress(state(0.6));
    expect(take()).toBe('validated\n');
    reporter.clear();
    expect(take()).toBe('');
  });

  it('aligns facts, and says each once', () => {
    const { reporter, take } = record(false);
    reporter.fact('engine', ['simd', 'node passed over']);
    reporter.fact('engine', ['simd', 'node passed over']);
    reporter.fact('engine', 'cpu');
    expect(take()).toBe('engine      simd\n            node passed over\nengine      cpu\n');
  });

  it('leaves out what only those want who watch closely, where it is to be brief', () => {
    const say = (brief: boolean) => {
      const { reporter, take } = record(false, 60, brief);
      reporter.fact('corpus', ['files', '3 documents']);
      reporter.detail('', ['1 file left out']);
      reporter.detail('copies', '1 %');
      reporter.note('validated');
      reporter.line('interrupted');
      return take().split('\n').slice(0, -1);
    };
    expect(say(true)).toEqual(['corpus      files', '            3 documents', 'interrupted']);
    expect(say(false)).toEqual([
      'corpus      files',
      '            3 documents',
      '            1 file left out',
      'copies      1 %',
      'validated',
      'interrupted',
    ]);
  });
});
