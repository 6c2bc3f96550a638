import { hideSecrets, showControls, showControlsInLine } from '@longrange/errors';

/** Destination of messages: a terminal or a pipe. */
export interface MessageStream {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  write(text: string): unknown;
}

/** Progress of something under way. */
interface ProgressState {
  /** `training`, `scoring the test split` */
  readonly label: string;
  /** Share from 0 to 1, null if the end is not known. */
  readonly share: number | null;
  readonly detail: string;
}

/**
 * Prints lines for people, with a progress line below them. Since names of files, runs and characters come from elsewhere, everything that a
 * terminal would act on is made visible here, and secrets are hidden.
 */
export interface Reporter {
  readonly color: boolean;
  readonly width: number;
  /** Prints a line that stays; a line break in it is shown as a character. */
  line(text?: string): void;
  /** Prints text of several lines unchanged. */
  text(text: string): void;
  /** Prints text that a renderer has colored and made safe. */
  styled(text: string): void;
  /**
   * Prints a fact with its name, aligned with others; the elements of an array are printed on a line each. Each fact is printed only once, so that a
   * command that calls another repeats nothing.
   */
  fact(name: string, lines: string | readonly string[]): void;
  /** Prints a fact that a brief reporter omits. */
  detail(name: string, lines: string | readonly string[]): void;
  /** Prints a line that stays; a brief reporter omits it. */
  note(text: string): void;
  /** Redraws the progress line; without a terminal, prints a plain line now and then. */
  progress(state: ProgressState): void;
  /** Removes the progress line. */
  clear(): void;
}

const REDRAW_MS = 100;
const PLAIN_LINE_MS = 10_000;
const WIDEST_BAR = 20;
const NARROWEST_BAR = 5;
const FACT_WIDTH = 11;

interface ReporterOptions {
  /** True to omit details. */
  readonly brief?: boolean;
  /** Clock in milliseconds. */
  readonly now?: () => number;
}

export function createReporter(
  stream: MessageStream,
  { brief = false, now = () => performance.now() }: ReporterOptions = {},
): Reporter {
  const isTerminal = stream.isTTY === true;
  // Some terminals report 0.
  const width = (): number => stream.columns || 80;
  let shown = false;
  let lastMs = Number.NEGATIVE_INFINITY;
  let lastLabel = '';
  const printed = new Set<string>();

  const clear = (): void => {
    if (!shown) return;
    stream.write('\r\u001b[K');
    shown = false;
    lastMs = Number.NEGATIVE_INFINITY;
  };
  const print = (text: string): void => {
    clear();
    stream.write(`${hideSecrets(text)}\n`);
  };
  const indent = ' '.repeat(FACT_WIDTH + 1);
  const fact: Reporter['fact'] = (name, lines) => {
    const text = `${name.padEnd(FACT_WIDTH)} ${[lines].flat().map(showControlsInLine).join(`\n${indent}`)}`;
    if (!printed.has(text)) print(text);
    printed.add(text);
  };
  const line = (text = ''): void => print(showControlsInLine(text));
  return {
    color: isTerminal && (process.env.NO_COLOR ?? '') === '',
    get width() {
      return width();
    },
    line,
    text: (text) => print(showControls(text)),
    styled: print,
    fact,
    detail: (name, lines) => {
      if (!brief) fact(name, lines);
    },
    note: (text) => {
      if (!brief) line(text);
    },
    progress: (state) => {
      const nowMs = now();
      if (isTerminal) {
        if (nowMs - lastMs < REDRAW_MS && state.label === lastLabel) return;
        stream.write(`\r${hideSecrets(renderBar(state, width() - 1))}\u001b[K`);
        shown = true;
      } else {
        // The first line of a kind also waits, since work that is over by then needs none. A brief reporter would otherwise be silent for long.
        if (state.label !== lastLabel && !brief) [lastMs, lastLabel] = [nowMs, state.label];
        if (nowMs - lastMs < PLAIN_LINE_MS) return;
        stream.write(`${hideSecrets(renderPlain(state))}\n`);
      }
      lastMs = nowMs;
      lastLabel = state.label;
    },
    clear,
  };
}

/** Progress line whose bar leaves room for the text: `training  25 % [#####---------------] 1 min left  1.832 bits/char …`. */
function renderBar({ share, ...words }: ProgressState, width: number): string {
  const [label, detail] = [words.label, words.detail].map(showControlsInLine) as [string, string];
  if (share === null) return cut(`${label}  ${detail}`, width);
  const room = width - label.length - detail.length - ' 100 % [] '.length;
  const length = Math.max(NARROWEST_BAR, Math.min(WIDEST_BAR, room));
  const full = Math.round(Math.min(1, Math.max(0, share)) * length);
  return cut(`${label} ${percent(share)} [${'#'.repeat(full)}${'-'.repeat(length - full)}] ${detail}`, width);
}

function renderPlain({ label, share, detail }: ProgressState): string {
  return [label, ...(share === null ? [] : [percent(share)]), detail]
    .filter((part) => part !== '')
    .map(showControlsInLine)
    .join('  ');
}

function percent(share: number): string {
  return `${String(Math.floor(100 * share)).padStart(3)} %`;
}

function cut(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`;
}
