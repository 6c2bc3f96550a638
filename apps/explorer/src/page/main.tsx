import { render } from 'preact';
import { Client, type WorkerPort } from '../client.ts';
import { keepInAddress, readAddress } from '../state/address.ts';
import { Explorer } from '../state/explorer.ts';
import { chosen, languages, models, pickedLanguage, places, report, text } from '../state/state.ts';
import { App } from './app.tsx';
import { startTour } from './tour.tsx';

const kept = readAddress(location.hash);
const script = document.getElementById('worker')!.textContent!;
const url = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
const explorer = new Explorer(new Client(new Worker(url) as unknown as WorkerPort));

const given = (id: string) => JSON.parse(document.getElementById(id)?.textContent || 'null');
text.value = kept.text ?? given('text') ?? '';
places.value = given('places') ?? [];
pickedLanguage.value ??= given('language');
render(<App explorer={explorer} />, document.getElementById('app')!);

/** Opens the networks that came with the page, then restores the state in the address. */
async function start(): Promise<void> {
  languages.value = await explorer.client.ask('languages');
  for (const element of document.querySelectorAll<HTMLElement>('[data-model]')) {
    const bytes = Uint8Array.from(atob(element.textContent!), (character) => character.charCodeAt(0));
    const isFirst = models.value.length === 0;
    await explorer.open(element.dataset.model!, [{ name: element.dataset.file!, bytes }], isFirst);
  }
  const indexOf = (wanted: string | null) => models.value.findIndex(({ name }) => name === wanted);
  const [named, second] = [indexOf(kept.model), indexOf(kept.beside)];
  if (named > 0) explorer.show({ chosen: named });
  if (second >= 0 && second !== chosen.value) explorer.show({ beside: second });
  if (kept.held !== undefined) explorer.show({ held: kept.held });
  if (kept.opener !== undefined) await explorer.choose(kept.opener);
  keepInAddress();
  startTour();
}

start().catch(report);
// A new address of this page, typed or followed, is a new state.
addEventListener('hashchange', () => location.reload());
