import { render } from 'preact';
import { Client, type WorkerPort } from '../client.ts';
import { App } from './app.tsx';
import { Explorer, text } from './state.ts';

const script = document.getElementById('worker')!.textContent!;
const url = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
const client = new Client(new Worker(url) as unknown as WorkerPort);
const explorer = new Explorer(client);
text.value = document.getElementById('text')?.textContent ?? '';
render(<App client={client} explorer={explorer} />, document.getElementById('app')!);
async function openAll(): Promise<void> {
  for (const element of document.querySelectorAll<HTMLScriptElement>(
    'script[type="application/x-longrange-model"]',
  )) {
    const bytes = Uint8Array.from(atob(element.textContent!), (character) => character.charCodeAt(0));
    await explorer.open(element.dataset.name!, [{ name: element.dataset.file!, bytes }]);
  }
}

openAll();
