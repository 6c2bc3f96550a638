import { characters } from './behaviour/characters.ts';
import { charts } from './behaviour/charts.ts';
import { legends } from './behaviour/legends.ts';
import { partners } from './behaviour/partners.ts';
import { sorting } from './behaviour/sorting.ts';
import { tip } from './behaviour/tip.ts';

/** A narrow screen has no room for the contents: they fold. */
const folding = `
const contents = document.querySelector('nav > details');
if (contents) {
  const isWide = matchMedia('(min-width:40rem)');
  const fold = () => { contents.open = isWide.matches; };
  isWide.addEventListener('change', fold);
  fold();
}
`;

const printing = `
addEventListener('beforeprint', () => {
  for (const details of document.querySelectorAll('details')) details.open = true;
});
`;

/** What the page does besides being read. It is complete without it. */
export const script = [tip, partners, charts, legends, sorting, characters, folding, printing].join('');
