/** One label for the whole page that says a value beside what is pointed at or moved to; read out, since it is an output. */
export const tip = `
const tip = document.body.appendChild(document.createElement('output'));
tip.className = 'tip';
tip.hidden = true;
let anchor = null;
const placeTip = () => {
  if (!anchor) return;
  const { left, right, top, bottom } = anchor.getBoundingClientRect();
  const { width, height } = tip.getBoundingClientRect();
  const above = top - height - 10;
  tip.style.left = Math.max(4, Math.min(document.documentElement.clientWidth - width - 4, (left + right - width) / 2)) + 'px';
  tip.style.top = (above < 4 ? bottom + 10 : above) + 'px';
};
const showTip = (text, element) => {
  anchor = element;
  tip.hidden = false;
  if (tip.textContent !== text) tip.textContent = text;
  placeTip();
};
const hideTip = () => {
  anchor = null;
  tip.hidden = true;
};
addEventListener('scroll', placeTip, { capture: true, passive: true });
addEventListener('pointerdown', hideTip, { capture: true });
addEventListener('keydown', ({ key }) => { if (key === 'Escape') hideTip(); });
`;
