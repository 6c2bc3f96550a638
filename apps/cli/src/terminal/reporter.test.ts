import { expect, it } from 'vitest';
import { createReporter } from './reporter.ts';

function record(isTTY: boolean, { columns = 60, brief = false } = {}) {
  let text = '';
  let nowMs = 0;
  const write = (piece: string): void => {
    text += piece;
  };
  const reporter = createReporter({ isTTY, columns, write }, { brief, now: () => nowMs });
  const take = (): string => {
    const taken = text;
    text = '';
    return taken;
  };
  return { reporter, take, wait: (ms: number) => (nowMs += ms) };
}

const state = (share: number | null, detail = '') => ({ label: 'training', share, detail });

it('redraws one line on a terminal, at most ten times a second, and takes it away for lines that stay', () => {
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
  reporter.clear();
  expect(take()).toBe('\r\u001b[K');
  const narrow = record(true, { columns: 40 });
  narrow.reporter.progress(state(1, 'a long detail that takes the place of the bar'));
  expect(narrow.take()).toHaveLength('\r'.length + 39 + '\u001b[K'.length);
});

it('shows what comes from files and names, and does not act on it', () => {
  const hostile = '\u001b[2J\u202e\n';
  const shown = '␛[2J\\u202e␊';
  const { reporter, take } = record(false);
  reporter.line(`run ${hostile}`);
  reporter.fact('run', hostile);
  reporter.text(`def f(): # ${hostile}`);
  expect(take()).toBe(`run ${shown}\nrun         ${shown}\ndef f(): # ␛[2J\\u202e\n\n`);
  const terminal = record(true);
  terminal.reporter.progress({ label: hostile, share: null, detail: hostile });
  expect(terminal.take()).toBe(`\r${shown}  ${shown}\u001b[K`);
  terminal.reporter.progress({ label: 'x', share: 1, detail: hostile });
  expect(terminal.take()).toContain(`] ${shown}\u001b[K`);
});

it('writes a plain line every ten seconds elsewhere', () => {
  const { reporter, take, wait } = record(false);
  reporter.progress(state(0));
  wait(9_999);
  reporter.progress(state(0.5));
  expect(take()).toBe('');
  wait(1);
  reporter.progress(state(0.5, 'step 5'));
  reporter.line('validated');
  reporter.progress(state(0.6));
  reporter.clear();
  expect(take()).toBe('training   50 %  step 5\nvalidated\n');
});

it('aligns facts, says each once, and leaves details out where it is to be brief', () => {
  const say = (brief: boolean) => {
    const { reporter, take } = record(false, { brief });
    reporter.fact('engine', ['simd', 'node passed over']);
    reporter.fact('engine', ['simd', 'node passed over']);
    reporter.fact('engine', 'cpu');
    reporter.detail('', ['1 file left out']);
    reporter.detail('copies', '1 %');
    reporter.note('validated');
    reporter.line('interrupted');
    return take();
  };
  const facts = 'engine      simd\n            node passed over\nengine      cpu\n';
  expect(say(true)).toBe(`${facts}interrupted\n`);
  const details = '            1 file left out\ncopies      1 %\nvalidated\n';
  expect(say(false)).toBe(`${facts}${details}interrupted\n`);
});
