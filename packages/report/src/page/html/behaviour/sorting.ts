/** The heading of a column sorts its table by it: numbers by their value, what has none last; pressed again, the other way round. */
export const sorting = `
for (const table of document.querySelectorAll('table.sortable')) {
  const body = table.tBodies[0];
  const headings = [...table.tHead.rows[0].cells];
  const valueOf = (row, column) => {
    const cell = row.cells[column];
    const data = cell.querySelector('data');
    return data ? Number(data.value) : cell.textContent;
  };
  const compare = (a, b) =>
    typeof a === 'number' && typeof b === 'number' ? a - b
      : typeof a === 'number' ? -1 : typeof b === 'number' ? 1 : a.localeCompare(b);
  headings.forEach((heading, column) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.append(...heading.childNodes);
    heading.append(button);
    button.addEventListener('click', () => {
      const sign = heading.ariaSort === 'ascending' ? -1 : 1;
      for (const other of headings) other.removeAttribute('aria-sort');
      heading.ariaSort = sign === 1 ? 'ascending' : 'descending';
      const rows = [...body.rows].map((row) => [valueOf(row, column), row]);
      rows.sort(([a], [b]) => (typeof a === typeof b ? sign : 1) * compare(a, b));
      body.append(...rows.map(([, row]) => row));
    });
  });
}
`;
