import type { Reporter } from '../terminal/reporter.ts';
import type { EngineChoice } from './engine-name.ts';

/** The engine, why it, and in one line each why those that `auto` prefers were passed over. */
export function reportEngine(reporter: Reporter, { engine, reason, passedOver }: EngineChoice): void {
  const lines = passedOver.map((other) => `${other.engine} passed over: ${other.reason}`);
  reporter.fact('engine', [`${engine}, ${reason}`, ...lines]);
}
