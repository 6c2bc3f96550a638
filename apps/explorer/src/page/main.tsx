import { render } from 'preact';
import { Client, type WorkerPort } from '../client.ts';
import { isEmbedded, keepInAddress, readAddress } from '../state/address.ts';
import { Explorer } from '../state/explorer.ts';
import { play } from '../state/playing.ts';
import {
  dependency,
  languages,
  MOST_READERS,
  memory,
  models,
  note,
  otherType,
  pickedLanguage,
  places,
  report,
  text,
} from '../state/state.ts';
import { App } from './app.tsx';

/** Characters before the opener from which the first reading begins. */
const RUN_UP = 12;

const kept = readAddress(location.hash);
const script = document.getElementById('worker')!.textContent!;
const url = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
const explorer = new Explorer(() => new Client(new Worker(url) as unknown as WorkerPort));

const given = (id: string) => JSON.parse(document.getElementById(id)?.textContent || 'null');
text.value = kept.text ?? given('text') ?? '';
places.value = given('places') ?? [];
pickedLanguage.value ??= given('language');
// An address that names another bracket or text is about that one.
const isFirst = kept.text === undefined && kept.opener === undefined;
const first: number | null = isFirst ? given('opener') : null;
note.value = isFirst ? given('note') : null;
const place = document.getElementById('app')!;
place.replaceChildren();
render(<App explorer={explorer} />, place);

/** Opens the networks that came with the page, then restores the state in the address. */
async function start(): Promise<void> {
  languages.value = await explorer.client.ask('languages');
  await explorer.openAll(
    Array.from(document.querySelectorAll<HTMLElement>('[data-model]'), ({ dataset, textContent }) => {
      const bytes = Uint8Array.from(atob(textContent!), (character) => character.charCodeAt(0));
      return { name: dataset.model!, files: [{ name: dataset.file!, bytes }] };
    }),
  );
  const named = kept.shown
    .map((wanted) => models.value.findIndex(({ name }) => name === wanted))
    .filter((index) => index >= 0);
  const all = models.value.map((_, index) => index).slice(0, MOST_READERS);
  explorer.show({ shown: named.length > 0 ? named : all, held: kept.held ?? null });
  await explorer.choose(kept.opener ?? first ?? (await explorer.findFar()), otherType.value);
  keepInAddress();
  if (isFirst && !isEmbedded.value) readOnce();
}

/** Reads once, slowly, from the first opener to its closer, unless less motion is asked for. */
function readOnce(): void {
  const { value: one } = dependency;
  const isKnown = one !== null && memory.value.length > 0 && memory.value.every((all) => all !== undefined);
  if (!isKnown || matchMedia('(prefers-reduced-motion: reduce)').matches) return;
  play(Math.max(0, one.opener - RUN_UP), one.end + 1);
}

start().catch(report);
// A new address of this page, typed or followed, is a new state.
addEventListener('hashchange', () => location.reload());
