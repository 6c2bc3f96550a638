import { Worker } from 'node:worker_threads';
import { LongrangeError } from '@longrange/errors';
import { fromSequences, fromTokenModel, toLmEval } from '@longrange/eval';
import {
  BEAM,
  evaluateByDocument,
  figuresOf,
  limitsOf,
  openPiped,
  Pipe,
} from '@longrange/eval/internal/node';
import { askSequences } from '@longrange/llama';
import { describe, renderHeadline, renderHtml, renderTerminal } from '@longrange/report';

/** Shortest time between two reports of progress. */
const TELL_EVERY_MS = 100;

// Standard output is for frames.
console.log = console.error;
const pipe = new Pipe('Python', { input: process.stdin, output: process.stdout });
process.stdin.once('end', () => process.exit());
// Long work would delay that event; the other thread also sees that Python has gone.
const watch = `setInterval(() => {
  if (process.ppid !== ${process.ppid}) process.kill(process.pid, 'SIGKILL');
}, 500);`;
new Worker(watch, { eval: true }).unref();

/** Asks Python for its model and its texts, measures, and tells the result. */
async function measure(): Promise<void> {
  const piped = await openPiped(pipe);
  const { header, body } = await pipe.ask('evaluate');
  const { documents, training } = JSON.parse(new TextDecoder().decode(body));
  const alphabet = [
    ...new Set(documents.map(({ text }: { readonly text: string }) => text).join('')),
  ] as string[];
  const model =
    piped.kind === 'characters'
      ? fromSequences(piped.model)
      : fromTokenModel({ ...askSequences(piped), alphabet, name: piped.name, beam: BEAM });
  const limits = piped.kind === 'characters' ? null : limitsOf(piped);
  let told = 0;
  const { result, documentScores } = await evaluateByDocument(
    model,
    {
      documents,
      ...(training !== null && { training }),
      ...(header.options as object),
      onProgress({ stage, share }) {
        if (share > 0 && share < 1 && performance.now() - told < TELL_EVERY_MS) return;
        told = performance.now();
        // What is wrong shows in the answer to a question.
        pipe.ask('progress', { stage, share }).catch(() => undefined);
      },
    },
    limits,
  );
  const report = describe(result);
  const doubts = report.notices.flatMap(({ warning, title }) => (warning ? [title] : []));
  const answer = {
    ...report,
    scope: '',
    standfirst: doubts.length === 0 ? [] : [`Check first (show() explains): ${doubts.join(' ')}`],
  };
  const plain = { color: false, width: 100 };
  const parts = [
    JSON.stringify(result),
    await renderHtml(report),
    await renderHtml({ ...report, parts: [], sample: null, scores: [] }),
    renderHeadline(answer, plain),
    renderTerminal(report, plain),
    JSON.stringify(toLmEval(result)),
    JSON.stringify(figuresOf(result)),
    JSON.stringify(documentScores),
  ].map((text) => Buffer.from(text));
  await pipe.ask('result', { lengths: parts.map(({ length }) => length) }, parts);
}

try {
  await measure();
} catch (error) {
  const { code, message, hint } =
    error instanceof LongrangeError
      ? error
      : {
          code: 'UNEXPECTED',
          message: String((error as Error).stack),
          hint: 'this is a defect of longrange; please report it.',
        };
  await pipe.ask('failed', { code, message, hint: hint ?? null }).catch(() => undefined);
}
process.exit();
