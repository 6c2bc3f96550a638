/**
 * Shows a chart's values: of the mark nearest to the pointer, or of the one that the arrow keys have moved to (left and right along a
 * series, up and down between series), whose series is highlighted. Enter or a click goes to the failures there.
 */
export const charts = `
const NEAR = 24;
const emphasize = (chart, chosen) => {
  for (const group of chart.querySelectorAll('[class*="series-"]'))
    group.classList.toggle('dim', chosen !== null && !chosen(group));
};
const ofStyle = (style) => (style === null ? null : (group) => group.classList.contains(style));
const styleOf = (element) => {
  const group = element && element.closest('[class*="series-"]');
  return group ? [...group.classList].find((name) => name.startsWith('series-')) : null;
};
const openAt = (id) => {
  const target = id && document.getElementById(id);
  if (!target) return;
  for (const other of target.parentElement.querySelectorAll('details[id]')) other.open = other === target;
  for (let node = target; node; node = node.parentElement && node.parentElement.closest('details')) node.open = true;
  hideTip();
  target.scrollIntoView({ block: 'center' });
  target.querySelector('summary').focus();
};
for (const chart of document.querySelectorAll('svg.chart')) {
  const marks = [...chart.querySelectorAll('g > title')].map((title) => {
    const mark = title.parentNode;
    const text = title.textContent;
    // Else the browser shows it a second time.
    title.remove();
    return { mark, text, place: mark.querySelector('.point, .bar, .drop') || mark };
  });
  if (marks.length === 0) continue;
  const parents = [...new Set(marks.map(({ mark }) => mark.parentNode))];
  const seriesOf = (parent) => marks.filter(({ mark }) => mark.parentNode === parent);
  // Series are drawn last to first, so that the first covers the others.
  const panelOf = (parent) => parent.closest('g[transform]') || chart;
  const panels = [...new Set(parents.map(panelOf))];
  const series = panels.flatMap((panel) => {
    const own = parents.filter((parent) => panelOf(parent) === panel).map(seriesOf);
    return own.some((one) => one.length > 1) ? own.reverse() : own;
  });
  const middle = (one) => {
    const { left, right, top, bottom } = one.place.getBoundingClientRect();
    return { x: (left + right) / 2, y: (top + bottom) / 2 };
  };
  let [row, column] = [-1, 0];
  let lit = null;
  const light = (one) => {
    if (lit) lit.mark.classList.remove('lit');
    lit = one;
    if (!one) return hideTip();
    one.mark.classList.add('lit');
    showTip(one.text + (one.mark.dataset.failures ? ' \\u2013 click or Enter: what failed' : ''), one.place);
  };
  const nearest = ({ clientX, clientY, target }) => {
    const under = marks.find(({ mark }) => mark.contains(target));
    if (under && under.place.matches('.bar')) return under;
    let [best, least] = [under && under.place === under.mark ? under : null, NEAR];
    for (const one of marks) {
      if (one.place === one.mark) continue;
      const { x, y } = middle(one);
      const distance = Math.hypot(x - clientX, y - clientY);
      if (distance < least) [best, least] = [one, distance];
    }
    return best;
  };
  const move = () => {
    const one = series[row][column];
    emphasize(chart, ofStyle(styleOf(one.mark)));
    one.mark.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    light(one);
  };
  const steps = {
    ArrowRight: () => { if (column < series[row].length - 1) column++; else if (row < series.length - 1) [row, column] = [row + 1, 0]; },
    ArrowLeft: () => { if (column > 0) column--; else if (row > 0) { row--; column = series[row].length - 1; } },
    ArrowDown: () => toSeries(row + 1),
    ArrowUp: () => toSeries(row - 1),
    Home: () => { column = 0; },
    End: () => { column = series[row].length - 1; },
  };
  const toSeries = (next) => {
    if (!series[next]) return;
    const { x } = middle(series[row][column]);
    const places = series[next].map((one) => Math.abs(middle(one).x - x));
    [row, column] = [next, places.indexOf(Math.min(...places))];
  };
  chart.tabIndex = 0;
  chart.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && lit) openAt(lit.mark.dataset.failures);
    else if (event.key in steps) {
      if (row < 0) row = 0;
      else steps[event.key]();
      move();
    } else return;
    event.preventDefault();
  });
  chart.addEventListener('blur', () => { emphasize(chart, null); light(null); });
  chart.addEventListener('pointermove', (event) => {
    const label = event.target.closest('.end-label');
    emphasize(chart, label ? ofStyle(styleOf(label)) : null);
    light(label ? null : nearest(event));
    chart.classList.toggle('clickable', Boolean(lit && lit.mark.dataset.failures));
  });
  chart.addEventListener('pointerleave', () => { emphasize(chart, null); light(null); });
  chart.addEventListener('click', (event) => {
    const one = nearest(event);
    light(one);
    if (one) openAt(one.mark.dataset.failures);
  });
}
`;
