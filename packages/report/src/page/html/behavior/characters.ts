/**
 * Shows the value of the character under the pointer, or of the one that the arrow keys have moved to, in a colored text.
 * `data-values` has a value for each UTF-16 unit, in hundredths, or nothing, separated by spaces: one such list for each name in `data-names`.
 */
export const characters = `
const seen = { ' ': 'space', '\\n': 'line break', '\\t': 'tab' };
for (const text of document.querySelectorAll('pre[data-values]')) {
  const names = text.dataset.names.split('|');
  const values = text.dataset.values.split('|').map((list) => list.split(' '));
  const isBits = text.dataset.unit === 'bits';
  let letters = null;
  let at = -1;
  /** Splits the text into one element per character when a value is first asked for. */
  const split = () => {
    if (letters) return letters;
    letters = [];
    const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
    const nodes = [];
    while (walker.nextNode()) if (!walker.currentNode.parentElement.closest('.away')) nodes.push(walker.currentNode);
    let index = 0;
    for (const node of nodes) {
      const pieces = [...node.data].map((character) => {
        const letter = document.createElement('span');
        letter.textContent = character;
        letters.push({ letter, character, index });
        index += character.length;
        return letter;
      });
      node.replaceWith(...pieces);
    }
    return letters;
  };
  const wordsOf = ({ character, index }) => {
    const said = values.map((list, which) => {
      const hundredths = list[index];
      if (!hundredths) return null;
      const value = hundredths / 100;
      const name = names[which] === '' ? '' : names[which] + ' ';
      if (!isBits) return name + value.toFixed(2).replace('-', '\\u2212');
      const percent = 100 * 2 ** -value;
      return name + value.toFixed(2) + ' bits (' + (percent < 0.1 ? '<0.1' : percent.toFixed(percent < 10 ? 1 : 0)) + '\\u00a0%)';
    });
    const known = said.filter((words) => words !== null);
    return (seen[character] || '\\u201c' + character + '\\u201d') + ': ' + (known.length > 0 ? known.join(', ') : 'not predicted');
  };
  const light = (next) => {
    if (letters[at]) letters[at].letter.classList.remove('cursor');
    at = next;
    if (!letters[at]) return hideTip();
    const { letter } = letters[at];
    letter.classList.add('cursor');
    showTip(wordsOf(letters[at]), letter);
  };
  const lineFrom = (step) => {
    const isBreak = ({ character }) => character === '\\n';
    const start = (index) => letters.findLastIndex((one, i) => i < index && isBreak(one)) + 1;
    const column = at - start(at);
    const first = step < 0 ? start(Math.max(0, start(at) - 1)) : letters.findIndex((one, i) => i >= at && isBreak(one)) + 1;
    if (step > 0 && first === 0) return at;
    const end = letters.findIndex((one, i) => i >= first && isBreak(one));
    return Math.min(first + column, end < 0 ? letters.length - 1 : end);
  };
  const steps = {
    ArrowRight: () => Math.min(letters.length - 1, at + 1),
    ArrowLeft: () => Math.max(0, at - 1),
    ArrowDown: () => lineFrom(1),
    ArrowUp: () => lineFrom(-1),
  };
  text.addEventListener('keydown', (event) => {
    if (!(event.key in steps) || event.target !== text) return;
    event.preventDefault();
    split();
    const next = at < 0 ? 0 : steps[event.key]();
    letters[next].letter.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    light(next);
  });
  for (const type of ['pointermove', 'click'])
    text.addEventListener(type, ({ clientX, clientY }) => {
      split();
      // What was under the pointer is no more, where it has just been split.
      const under = document.elementFromPoint(clientX, clientY);
      light(letters.findIndex(({ letter }) => letter === under));
    });
  for (const type of ['pointerleave', 'blur']) text.addEventListener(type, () => { if (letters) light(-1); });
}
`;
