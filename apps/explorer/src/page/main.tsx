import { render } from 'preact';
import { Client, type WorkerPort } from '../client.ts';
import { applyAddress, keepInAddress, readAddress } from './address.ts';
import { App } from './app.tsx';
import { Explorer } from './explorer.ts';
import { models, places, report, text } from './state.ts';
import { startTour } from './tour.tsx';

const kept = readAddress(location.hash);
const script = document.getElementById('worker')!.textContent!;
const url = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
const explorer = new Explorer(new Client(new Worker(url) as unknown as WorkerPort));

const given = (id: string) => JSON.parse(document.getElementById(id)?.textContent || 'null');
text.value = kept.text ?? given('text') ?? '';
places.value = given('places') ?? [];
applyAddress(kept);
render(<App explorer={explorer} />, document.getElementById('app')!);

/** Opens the networks that came with the page, then what the address asks for. */
async function start(): Promise<void> {
  for (const element of document.querySelectorAll<HTMLElement>('[data-model]')) {
    const bytes = Uint8Array.from(atob(element.textContent!), (character) => character.charCodeAt(0));
    await explorer.open(element.dataset.model!, [{ name: element.dataset.file!, bytes }]);
    // The first can be asked while the others are opened.
    if (models.value.length > 1) explorer.show({ chosen: 0 });
  }
  const named = models.value.findIndex(({ name }) => name === kept.model);
  if (named > 0) explorer.show({ chosen: named });
  if (kept.opener != null) await explorer.choose(kept.opener);
  keepInAddress();
  startTour();
}

start().catch(report);
