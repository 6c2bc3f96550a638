import { useCallback, useState } from 'preact/hooks';
import { STYLES } from '../charts/line-chart.tsx';
import { Editor } from '../editor/editor.tsx';
import { Select } from '../panels/choice.tsx';
import { Inside } from '../panels/inside.tsx';
import { Likely } from '../panels/likely.tsx';
import { Memory } from '../panels/memory.tsx';
import { Train } from '../panels/train.tsx';
import { Write } from '../panels/write.tsx';
import { isEmbedded, tooLong } from '../state/address.ts';
import type { Explorer } from '../state/explorer.ts';
import { droppedFiles, filesOf } from '../state/files.ts';
import { head } from '../state/playing.ts';
import {
  attempt,
  isReading,
  language,
  languages,
  lens,
  meanBits,
  model,
  opener,
  places,
  problem,
  readers,
  readouts,
  text,
  VIEWS,
  type View,
  view,
} from '../state/state.ts';
import { takeText } from '../state/training.ts';
import { AddNetwork, Answer } from './answer.tsx';
import { OpenBrackets, Player } from './player.tsx';
import { Share } from './share.tsx';
import { Tour, TourButton } from './tour.tsx';

const NAMES: Readonly<Record<View, string>> = {
  memory: 'This bracket',
  inside: 'Look inside',
  write: 'Write',
  train: 'Train',
};

/** The whole page; in a frame of another, the answer alone. */
export function App({ explorer }: { readonly explorer: Explorer }) {
  const [isRaised, setRaised] = useState(false);
  const raise = useCallback(() => setRaised(!isAnswerInView()), []);
  if (isEmbedded.value) return <Embed explorer={explorer} />;
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
      <Tour explorer={explorer} />
      <main>
        <Answer explorer={explorer} />
        <div class="text">
          <Player />
          <OpenBrackets />
          <Editor explorer={explorer} onChosen={raise} />
          <Summary explorer={explorer} />
          {lens.value === 'surprise' && <Likely />}
        </div>
        <div class="side">
          <Tabs />
          <div role="tabpanel" id="view" aria-labelledby={`tab-${view.value}`}>
            {view.value === 'memory' && <Memory explorer={explorer} />}
            {view.value === 'inside' && <Inside explorer={explorer} />}
            {view.value === 'write' && <Write />}
            {view.value === 'train' && <Train explorer={explorer} />}
          </div>
        </div>
      </main>
      {isRaised && (
        <div class="sheet">
          <button type="button" class="plain" onClick={() => setRaised(false)}>
            Close
          </button>
          <Answer explorer={explorer} />
        </div>
      )}
    </div>
  );
}

/** Tells whether the strips at the top of the page can be seen. */
function isAnswerInView(): boolean {
  return document.querySelector('main .strips')!.getBoundingClientRect().top >= 0;
}

/** The answer, with a way to the whole page in the same state. */
function Embed({ explorer }: { readonly explorer: Explorer }) {
  return (
    <main class="embed">
      <Answer explorer={explorer} />
      <p>
        <a
          href={wholePage()}
          target="_blank"
          rel="noopener"
          onClick={({ currentTarget }) => {
            currentTarget.href = wholePage();
          }}
        >
          Choose another bracket in longrange explorer
        </a>
      </p>
    </main>
  );
}

/** Returns the address of the whole page, which follows what is shown. */
function wholePage(): string {
  return location.href.replace(/([#&])embed=[^&]*&?/, '$1');
}

function Header({ explorer }: { readonly explorer: Explorer }) {
  return (
    <header>
      <p class="brand">
        <b>longrange</b> <span>How far back can a recurrent network remember?</span>
      </p>
      <div class="tools">
        <AddNetwork explorer={explorer} />
        {places.value.length > 0 && (
          <Select
            label="Failures"
            options={[
              [-1, 'of the report'],
              ...places.value.map(({ name }, index) => [index, name] as const),
            ]}
            value={-1}
            onChange={(next) => {
              view.value = 'memory';
              if (next >= 0) explorer.goTo(places.value[next]!);
            }}
          />
        )}
        {languages.value.length > 1 && model.value !== null && model.value.language === undefined && (
          <Select
            label="Language"
            options={languages.value.map(({ id, name }) => [id, name] as const)}
            value={language.value!.id}
            onChange={(id) => explorer.speak(id)}
          />
        )}
        <label class="button file">
          Open a network
          <input
            type="file"
            multiple
            accept=".zip,.safetensors,.json,.bin"
            onChange={({ currentTarget }) => open(explorer, filesOf(currentTarget.files ?? []))}
          />
        </label>
        <Share />
        <TourButton explorer={explorer} />
      </div>
      {problem.value && (
        <p class="problem" role="alert">
          <span>
            {problem.value.message} {problem.value.hint && `Hint: ${problem.value.hint}`}
          </span>
          <button
            type="button"
            class="plain"
            onClick={() => {
              problem.value = null;
            }}
          >
            Close
          </button>
        </p>
      )}
    </header>
  );
}

/** Bits and predicted brackets of each network, as far as the text is read. */
function Summary({ explorer }: { readonly explorer: Explorer }) {
  const { value: until } = head;
  const unread = text.value === '' ? 'has nothing to read' : 'is reading …';
  const isJudged = lens.value === 'surprise' || until !== null;
  return (
    <div class="summary">
      {readers.value.map(({ title }, index) => {
        const readout = readouts.value[index];
        const bits = readout ? meanBits(readout) : null;
        const endings = [...(readout?.endings.values() ?? [])].filter(
          ({ kind, at }) => kind === 'bracket' && (until === null || at < until),
        );
        const lost = endings.filter(({ isKept }) => !isKept).sort((a, b) => a.opener - b.opener);
        const next = lost.find((one) => one.opener > (opener.value ?? -1)) ?? lost[0];
        return (
          <p key={index} class={`series-${STYLES[index]}`}>
            <b>{title}</b> {bits === null ? unread : `${bits.toFixed(3)} bits per character`}
            {bits !== null &&
              isJudged &&
              `, ${endings.length - lost.length} of ${endings.length} brackets predicted`}
            {bits !== null && isReading.value && ' so far'}
            {next && isJudged && until === null && (
              <button type="button" class="plain" onClick={() => explorer.choose(next.opener)}>
                Next one missed
              </button>
            )}
          </p>
        );
      })}
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
