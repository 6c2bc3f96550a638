import type { Reporter } from '../terminal/reporter.ts';
import type { EngineChoice } from './engine-name.ts';

/** The engine in one line; with `verbose`, or where only the slowest one runs, also why it was taken and the others were not. */
export function reportEngine(reporter: Reporter, choice: EngineChoice, verbose = false): void {
  const { engine, variant, threads, precision, passedOver } = choice;
  const facts = [
    [engine, ...(engine === 'native' && variant !== null ? [variant] : [])].join(' '),
    ...(threads === null ? [] : [`${threads} ${threads === 1 ? 'thread' : 'threads'}`]),
    ...(precision === 'float32' ? [] : [precision]),
  ];
  const line = `${facts.join(', ')}${speedHint(choice)}`;
  const isLastResort = engine === 'cpu' && passedOver.length > 0;
  const others = passedOver.map((other) => `not ${other.engine}: ${other.reason}`);
  reporter.fact('engine', verbose || isLastResort ? [line, choice.reason, ...others] : line);
}

/** The embedded engine computes in 256 bits on Node 24 and newer (docs/decisions.md, 8). */
function speedHint({ engine, variant }: EngineChoice): string {
  const isOld = Number.parseInt(process.versions.node, 10) < 24;
  return engine === 'simd' && variant !== 'wide' && isOld ? ' (faster on Node 24)' : '';
}
