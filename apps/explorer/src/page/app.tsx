import { Editor } from '../editor/editor.tsx';
import { Ask } from '../panels/ask.tsx';
import { Select } from '../panels/choice.tsx';
import { Inside } from '../panels/inside.tsx';
import { Likely } from '../panels/likely.tsx';
import { Train } from '../panels/train.tsx';
import { Write } from '../panels/write.tsx';
import { tooLong } from '../state/address.ts';
import type { Explorer } from '../state/explorer.ts';
import { droppedFiles, filesOf } from '../state/files.ts';
import {
  attempt,
  beside,
  bracket,
  chosen,
  held,
  isReading,
  language,
  languages,
  meanBits,
  model,
  models,
  places,
  problem,
  readers,
  readouts,
  VIEWS,
  type View,
  view,
} from '../state/state.ts';
import { takeText } from '../state/training.ts';
import { Tour } from './tour.tsx';

const NAMES: Readonly<Record<View, string>> = {
  ask: 'Ask',
  inside: 'Look inside',
  write: 'Write',
  train: 'Train',
};

/** The whole page. */
export function App({ explorer }: { readonly explorer: Explorer }) {
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: files can be chosen by a button as well
    <div
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        if (event.dataTransfer && !takeText(event.dataTransfer, explorer))
          open(explorer, droppedFiles(event.dataTransfer));
      }}
    >
      <Header explorer={explorer} />
      <main>
        <div class="text">
          <div class="readers">
            {readers.value.map((_, index) => (
              <Editor key={index} explorer={explorer} index={index as 0 | 1} />
            ))}
          </div>
          <Summary explorer={explorer} />
          <Likely />
        </div>
        <div class="side">
          <Tabs />
          <div role="tabpanel" id="view" aria-labelledby={`tab-${view.value}`}>
            {view.value === 'ask' && <Ask explorer={explorer} />}
            {view.value === 'inside' && <Inside explorer={explorer} />}
            {view.value === 'write' && <Write explorer={explorer} />}
            {view.value === 'train' && <Train explorer={explorer} />}
          </div>
        </div>
      </main>
    </div>
  );
}

function Header({ explorer }: { readonly explorer: Explorer }) {
  const all = models.value.map(numbered);
  return (
    <header>
      <h1>What does a recurrent network remember?</h1>
      <p class="model">
        <Select
          label="Network"
          options={all}
          value={chosen.value}
          onChange={(next) => explorer.show({ chosen: next })}
        />
        <Select
          label="beside"
          options={[[-1, 'no other'], ...all.filter(([index]) => index !== chosen.value)]}
          value={held.value === null ? (beside.value ?? -1) : -1}
          onChange={(next) => explorer.show({ beside: next < 0 ? null : next })}
        />
        {places.value.length > 0 && (
          <Select
            label="Failures"
            options={[[-1, 'of the report'], ...places.value.map(numbered)]}
            value={-1}
            onChange={(next) => {
              view.value = 'ask';
              if (next >= 0) explorer.goTo(places.value[next]!);
            }}
          />
        )}
        {languages.value.length > 1 && model.value?.language === undefined && (
          <Select
            label="Language"
            options={languages.value.map(({ id, name }) => [id, name] as const)}
            value={language.value!.id}
            onChange={(id) => explorer.speak(id)}
          />
        )}
        <label class="file">
          Open your own{' '}
          <input
            type="file"
            multiple
            accept=".zip,.safetensors,.json,.bin"
            onChange={({ currentTarget }) => open(explorer, filesOf(currentTarget.files ?? []))}
          />
        </label>
        <span class="quiet">
          {model.value?.description}
          {model.value?.language && `, for ${language.value?.name}`}
        </span>
      </p>
      {problem.value && (
        <p class="problem" role="alert">
          <span>
            {problem.value.message} {problem.value.hint && `Hint: ${problem.value.hint}`}
          </span>
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
      <Tour />
    </header>
  );
}

/** Summarizes each network's bits and closers over the whole text, with a key to the marks. */
function Summary({ explorer }: { readonly explorer: Explorer }) {
  return (
    <div class="summary">
      {readers.value.map(({ name }, index) => {
        const readout = readouts.value[index];
        const bits = readout ? meanBits(readout) : null;
        const endings = [...(readout?.endings.values() ?? [])].filter(({ kind }) => kind === 'bracket');
        const lost = endings.filter(({ isKept }) => !isKept).sort((a, b) => a.at - b.at);
        const next = lost.find(({ at }) => at > (bracket.value?.end ?? -1)) ?? lost[0];
        return (
          <p key={name} class={`series-${index === 0 ? 'model' : 'real'}`}>
            {readers.value.length > 1 && `${name}: `}
            {bits === null
              ? 'Reading …'
              : `${bits.toFixed(3)} bits per character; ${endings.length - lost.length} of ${endings.length} brackets closed as the network would`}
            {bits !== null && isReading.value && ' so far'}
            {next && (
              <button
                type="button"
                class="plain"
                onClick={() => {
                  view.value = 'ask';
                  explorer.choose(next.opener);
                }}
              >
                Show the next that is not
              </button>
            )}
          </p>
        );
      })}
      <p class="key">
        <span class="tint-1">1</span> <span class="tint-2">2</span> <span class="tint-3">4</span>{' '}
        <span class="tint-4">7 bits</span> or more; <span class="kept">)</span> would have ended so,{' '}
        <span class="lost">)</span> would not: brackets, strings, blocks
      </p>
      {tooLong.value.includes('text') && (
        <p class="hint">The text is too long for the address of this page, which keeps everything else.</p>
      )}
    </div>
  );
}

function Tabs() {
  const go = (next: View) => {
    view.value = next;
    document.getElementById(`tab-${next}`)?.focus();
  };
  return (
    <div role="tablist" aria-label="Views">
      {VIEWS.map((one, index) => (
        <button
          key={one}
          id={`tab-${one}`}
          type="button"
          role="tab"
          aria-selected={view.value === one}
          aria-controls="view"
          tabIndex={view.value === one ? 0 : -1}
          onClick={() => go(one)}
          onKeyDown={({ key }) => {
            const step = { ArrowLeft: -1, ArrowRight: 1 }[key];
            if (step !== undefined) go(VIEWS[(index + step + VIEWS.length) % VIEWS.length]!);
          }}
        >
          {NAMES[one]}
        </button>
      ))}
    </div>
  );
}

function open(explorer: Explorer, reading: Promise<readonly { name: string; bytes: Uint8Array }[]>) {
  return attempt(async () => {
    const files = await reading;
    if (files.length > 0) await explorer.open(nameOf(files[0]!.name), files);
  });
}

/** Returns the name of a network: that of its folder or its file. */
function nameOf(path: string): string {
  return path.split('/')[0]!.replace(/\.(zip|safetensors|json|bin)$/i, '');
}

function numbered({ name }: { readonly name: string }, index: number): [number, string] {
  return [index, name];
}
