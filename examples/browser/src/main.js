// The page: draws what the worker tells.
const byId = (id) => document.getElementById(id);
const [LEFT, RIGHT, TOP, BOTTOM, MOST_BITS] = [40, 630, 10, 250, 5];
const points = [];

const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
worker.onerror = ({ message }) => end('failed', message);
worker.onmessage = ({ data }) => {
  if (data.kind === 'engine') byId('status').textContent = data.reason;
  if (data.kind === 'step') showStep(data);
  if (data.kind === 'sample') byId('sample').textContent = data.text;
  if (data.kind === 'done') end('done', `${byId('status').textContent}. ${data.seconds.toFixed(1)} s`);
  if (data.kind === 'failed') end('failed', data.message);
};

function showStep({ step, steps, bits }) {
  const x = LEFT + ((RIGHT - LEFT) * step) / steps;
  const y = BOTTOM - ((BOTTOM - TOP) * Math.min(bits, MOST_BITS)) / MOST_BITS;
  points.push(`${x.toFixed(1)},${y.toFixed(1)}`);
  byId('loss').setAttribute('points', points.join(' '));
  byId('bits').textContent = bits.toFixed(2);
}

function end(state, text) {
  document.body.dataset.state = state;
  byId('status').textContent = text;
}
