/** Lights up the other end of a bracket under the pointer or the focus. */
export const partners = `
for (const excerpt of document.querySelectorAll('pre.excerpt')) {
  const light = (event, on) => {
    const end = event.target.closest('[data-at]');
    if (!end) return;
    const partner = end.dataset.partner && excerpt.querySelector('[data-at="' + end.dataset.partner + '"]');
    for (const element of [end, partner]) if (element) element.classList.toggle('lit', on);
  };
  for (const type of ['pointerover', 'focusin']) excerpt.addEventListener(type, (event) => light(event, true));
  for (const type of ['pointerout', 'focusout']) excerpt.addEventListener(type, (event) => light(event, false));
}
`;
