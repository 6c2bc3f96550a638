import { signal } from '@preact/signals';
import type { Written } from '../worker/session.ts';
import type { Explorer } from './explorer.ts';
import { attempt, language, readers } from './state.ts';

/** Prompt; null while it is the language's default. */
export const prompt = signal<string | null>(null);
export const temperature = signal(0.8);
export const topP = signal(1);
export const seed = signal(1);
export const written = signal<Written | null>(null);
export const isWriting = signal(false);
let current: { stop(): void } | null = null;

/** Prompt to write after. */
export const opening = () => prompt.value ?? language.value?.defaults.prompt ?? '';

/** Lets the first network write a number of characters, from the prompt on. */
export async function write({ client }: Explorer, length: number): Promise<void> {
  const [reader] = readers.value;
  if (reader === undefined) return;
  stop();
  written.value = null;
  isWriting.value = true;
  const options = {
    prompt: opening(),
    length,
    temperature: temperature.value,
    topP: topP.value,
    seed: seed.value,
  };
  const stream = client.stream('write', [reader, options], (part) => {
    written.value = part;
  });
  current = stream;
  await attempt(() => stream.done);
  if (current === stream) isWriting.value = false;
}

/** Ends what is being written. */
export function stop(): void {
  current?.stop();
}
