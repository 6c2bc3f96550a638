/** An entry of a legend makes its series stand out: while it is pointed at or focused, or, once pressed, until it is pressed again. */
export const legends = `
for (const legend of document.querySelectorAll('ul.legend:not(.marks)')) {
  const drawn = legend.parentElement.querySelectorAll('svg.chart');
  const isHollow = (element) => element.querySelector('.point.hollow') !== null;
  const hasHollow = isHollow(legend);
  let pressed = null;
  const show = (button) => {
    for (const chart of drawn) {
      emphasise(chart, null);
      for (const mark of chart.querySelectorAll('.datum'))
        mark.classList.toggle('dim', hasHollow && button !== null && isHollow(mark) !== isHollow(button));
      if (button !== null && !hasHollow) emphasise(chart, ofStyle(styleOf(button.querySelector('.key'))));
    }
  };
  for (const entry of legend.children) {
    const button = document.createElement('button');
    button.type = 'button';
    button.ariaPressed = 'false';
    button.append(...entry.childNodes);
    entry.append(button);
    for (const type of ['pointerenter', 'focus']) button.addEventListener(type, () => show(button));
    for (const type of ['pointerleave', 'blur']) button.addEventListener(type, () => show(pressed));
    button.addEventListener('click', () => {
      if (pressed) pressed.ariaPressed = 'false';
      pressed = pressed === button ? null : button;
      if (pressed) pressed.ariaPressed = 'true';
      show(pressed);
    });
  }
}
`;
