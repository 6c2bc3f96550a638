import { save } from '../state/files.ts';
import { report } from '../state/state.ts';

/** Properties that make up the look of a drawing without its style sheet. */
const LOOK = ['fill', 'stroke', 'stroke-width', 'stroke-dasharray', 'stroke-linejoin', 'opacity', 'font'];
/** Pixels of an image per unit of the drawing. */
const SCALE = 2;

/** Buttons that save a drawing as SVG or PNG, and its figures as JSON. */
export function Keep({ name, figures }: { readonly name: string; readonly figures: unknown }) {
  const drawing = (from: EventTarget) =>
    (from as Element).closest('figure')!.querySelector<SVGSVGElement>('svg')!;
  return (
    <p class="keep">
      Save{' '}
      <button
        type="button"
        aria-label={`Save ${name} as SVG`}
        onClick={({ currentTarget }) =>
          save(`${name}.svg`, 'image/svg+xml', [standAlone(drawing(currentTarget))])
        }
      >
        SVG
      </button>
      <button
        type="button"
        aria-label={`Save ${name} as PNG`}
        onClick={({ currentTarget }) =>
          savePicture(name, standAlone(drawing(currentTarget)), SCALE).catch(report)
        }
      >
        PNG
      </button>
      <button
        type="button"
        aria-label={`Save the figures of ${name} as JSON`}
        onClick={() => save(`${name}.json`, 'application/json', [JSON.stringify(figures, null, 2)])}
      >
        JSON
      </button>
    </p>
  );
}

/** Serializes a drawing so that it looks the same outside of the page. */
function standAlone(svg: SVGSVGElement): string {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const [from, to] = [svg.querySelectorAll('*'), copy.querySelectorAll<SVGElement>('*')];
  for (const [index, element] of from.entries()) {
    const look = getComputedStyle(element);
    for (const property of LOOK) to[index]!.style.setProperty(property, look.getPropertyValue(property));
  }
  const { width, height } = svg.viewBox.baseVal;
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  copy.setAttribute('width', String(width));
  copy.setAttribute('height', String(height));
  copy.style.background = getComputedStyle(document.body).backgroundColor;
  return new XMLSerializer().serializeToString(copy);
}

/** Saves a drawing as PNG, with `scale` pixels per unit. */
export async function savePicture(name: string, drawing: string, scale: number): Promise<void> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(drawing)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = scale * image.width;
  canvas.height = scale * image.height;
  canvas.getContext('2d')!.drawImage(image, 0, 0, canvas.width, canvas.height);
  canvas.toBlob((blob) => {
    if (blob !== null) save(`${name}.png`, 'image/png', [blob]);
  });
}
