import type { Client } from '../client.ts';
import type { NamedBytes } from '../worker/open-model.ts';
import { Editor } from './editor/editor.tsx';
import { Ask } from './panels/ask.tsx';
import { Inside } from './panels/inside.tsx';
import { Likely } from './panels/likely.tsx';
import { Write } from './panels/write.tsx';
import {
  chosen,
  type Explorer,
  isReading,
  keptClosers,
  meanBits,
  model,
  models,
  problem,
  report,
  VIEWS,
  type View,
  view,
} from './state.ts';

const NAMES: Readonly<Record<View, string>> = {
  ask: 'Ask',
  inside: 'Look inside',
  write: 'Write',
  train: 'Train',
};

/** The whole page. */
export function App({ client, explorer }: { readonly client: Client; readonly explorer: Explorer }) {
  return (
    <div
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        if (event.dataTransfer) dropped(explorer, event.dataTransfer);
      }}
    >
      <header>
        <h1>What does a recurrent network remember?</h1>
        <p class="model">
          <label>
            Network{' '}
            <select
              value={chosen.value}
              onChange={(event) => {
                chosen.value = Number(event.currentTarget.value);
                explorer.read();
              }}
            >
              {models.value.map(({ id, name }, index) => (
                <option key={id} value={index}>
                  {name}
                </option>
              ))}
            </select>
          </label>
          <label class="file">
            Open a file
            <input
              type="file"
              multiple
              accept=".zip,.safetensors,.json,.bin"
              onChange={(event) => opened(explorer, event.currentTarget.files)}
            />
          </label>
          <span class="quiet">{model.value?.description}</span>
        </p>
        {problem.value && (
          <p class="problem" role="alert">
            {problem.value.message} {problem.value.hint}
            <button
              type="button"
              onClick={() => {
                problem.value = null;
              }}
            >
              Close
            </button>
          </p>
        )}
      </header>
      <main>
        <div class="text">
          <Editor explorer={explorer} />
          <p class="summary" aria-live="polite">
            {meanBits.value === null
              ? 'Reading …'
              : `${meanBits.value.toFixed(3)} bits per character; ${keptClosers.value.kept} of ${keptClosers.value.all} brackets closed as the network would`}
            {isReading.value && ' …'}
          </p>
          <Likely />
        </div>
        <div class="side">
          <nav role="tablist" aria-label="Views">
            {VIEWS.map((one) => (
              <button
                key={one}
                type="button"
                role="tab"
                aria-selected={view.value === one}
                onClick={() => {
                  view.value = one;
                }}
              >
                {NAMES[one]}
              </button>
            ))}
          </nav>
          {view.value === 'ask' && <Ask explorer={explorer} />}
          {view.value === 'inside' && <Inside client={client} />}
          {view.value === 'write' && <Write client={client} />}
        </div>
      </main>
    </div>
  );
}

async function opened(explorer: Explorer, files: FileList | null): Promise<void> {
  try {
    const all = await Promise.all(Array.from(files ?? [], bytesOf));
    if (all.length > 0) await explorer.open(all[0]!.name, all);
  } catch (error) {
    report(error);
  }
}

async function bytesOf(file: File): Promise<NamedBytes> {
  return { name: file.webkitRelativePath || file.name, bytes: new Uint8Array(await file.arrayBuffer()) };
}

function dropped(explorer: Explorer, { files }: DataTransfer): Promise<void> {
  return opened(explorer, files);
}
