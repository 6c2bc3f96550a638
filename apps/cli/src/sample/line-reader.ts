import { createInterface } from 'node:readline';

/** Why a question got no answer: the input is at its end (Ctrl-D), or Ctrl-C. */
export type Ending = 'end' | 'interrupt';

export interface LineReader {
  /** The next line of the input, after showing the question; what it ended with where there is none. */
  ask(question: string): Promise<{ readonly line: string } | { readonly ending: Ending }>;
  close(): void;
}

/** Asks on standard error, so that standard output has the answer's fruit only. Lines that come early are kept. */
export function createLineReader(): LineReader {
  const { stdin, stderr } = process;
  const reader = createInterface({
    input: stdin,
    output: stderr,
    terminal: stdin.isTTY === true && stderr.isTTY === true,
  });
  const lines: string[] = [];
  let ending: Ending | undefined;
  let wake: () => void = () => undefined;
  reader.on('line', (line) => {
    lines.push(line);
    wake();
  });
  reader.on('SIGINT', () => {
    ending = 'interrupt';
    reader.close();
  });
  reader.on('close', () => {
    ending ??= 'end';
    wake();
  });
  return {
    ask: async (question) => {
      reader.setPrompt(question);
      if (ending === undefined) reader.prompt();
      else stderr.write(question);
      while (lines.length === 0 && ending === undefined) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      const line = lines.shift();
      return line === undefined ? { ending: ending! } : { line };
    },
    close: () => reader.close(),
  };
}
