import { signal } from '@preact/signals';
import type { Written } from '../worker/write.ts';
import { attempt, language, readers } from './state.ts';

/** Prompt; null while it is the language's default. */
export const prompt = signal<string | null>(null);
export const temperature = signal(0.8);
export const topP = signal(1);
export const seed = signal(1);
/** Texts in the order of `readers`; null until one has begun. */
export const written = signal<readonly (Written | null)[]>([]);
export const isWriting = signal(false);
let current: readonly { stop(): void }[] = [];

/** Prompt to write after. */
export const opening = () => prompt.value ?? language.value?.defaults.prompt ?? '';

/** Lets every network write a number of characters, from the prompt on. */
export async function write(length: number): Promise<void> {
  stop();
  written.value = readers.value.map(() => null);
  isWriting.value = true;
  const options = {
    prompt: opening(),
    length,
    temperature: temperature.value,
    topP: topP.value,
    seed: seed.value,
  };
  const streams = readers.value.map(({ client, reader }, index) =>
    client.stream('write', [reader, options], (part) => {
      written.value = written.value.with(index, part);
    }),
  );
  current = streams;
  await attempt(() => Promise.all(streams.map(({ done }) => done)));
  if (current === streams) isWriting.value = false;
}

/** Ends what is being written. */
export function stop(): void {
  for (const stream of current) stream.stop();
}
