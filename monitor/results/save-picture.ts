import { download } from '../shared/download.js';

/** What is written above a picture that leaves the page. */
export interface Caption {
  readonly title: string;
  /** Smaller, below the title. */
  readonly lines: readonly string[];
}

export type PictureFormat = 'png' | 'svg';

/** Everything of the style sheet that our pictures use. */
const PROPERTIES = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'font-size',
  'font-weight',
  'font-family',
] as const;

const MARGIN = 16;
const TITLE = 20;
const LINE = 17;
/** For sharp pixels in print and on the wall. */
const PIXELS = 2;

/** Saves a picture of the page as a file that needs nothing else: with its colours, its title and its time. */
export async function savePicture(
  svg: SVGSVGElement,
  caption: Caption,
  format: PictureFormat,
  fileName: string,
): Promise<void> {
  const picture = standAlone(svg, caption);
  const text = new XMLSerializer().serializeToString(picture);
  const blob =
    format === 'svg' ? new Blob([text], { type: 'image/svg+xml' }) : await pixelsOf(text, sizeOf(picture));
  download(blob, `${fileName}.${format}`);
}

function standAlone(svg: SVGSVGElement, { title, lines }: Caption): SVGSVGElement {
  const style = getComputedStyle(document.body);
  const head = MARGIN + TITLE + lines.length * LINE + MARGIN / 2;
  const { width, height } = sizeOf(svg);
  const picture = element('svg', { width: width + 2 * MARGIN, height: head + height + MARGIN });
  picture.append(
    element('rect', { width: '100%', height: '100%', fill: style.backgroundColor }),
    textAt(MARGIN + TITLE * 0.7, title, 15, 600),
    ...lines.map((line, index) => textAt(MARGIN + TITLE + LINE * (index + 0.7), line, 11, 400)),
  );
  const inside = element('g', { transform: `translate(${MARGIN} ${head})` });
  inside.append(...withStyle(svg).childNodes);
  picture.append(inside);
  return picture;

  function textAt(y: number, text: string, size: number, weight: number) {
    const node = element('text', {
      ...{ x: MARGIN, y, fill: style.color },
      ...{ 'font-size': size, 'font-weight': weight, 'font-family': style.fontFamily },
    });
    node.textContent = text;
    return node;
  }
}

/** A copy whose elements have their own style, instead of classes of the page. */
function withStyle(svg: SVGSVGElement): SVGSVGElement {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const originals = svg.querySelectorAll('*');
  copy.querySelectorAll('*').forEach((node, index) => {
    const original = originals[index];
    if (!original || node.tagName === 'title') return;
    const style = getComputedStyle(original);
    node.removeAttribute('class');
    for (const property of PROPERTIES) node.setAttribute(property, style.getPropertyValue(property));
  });
  return copy;
}

async function pixelsOf(svg: string, { width, height }: { width: number; height: number }): Promise<Blob> {
  const image = new Image();
  // The security policy of the page allows data URLs of images, and no other ones.
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = width * PIXELS;
  canvas.height = height * PIXELS;
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return await new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('The picture is too large.'))));
  });
}

const sizeOf = (svg: SVGSVGElement) => ({
  width: Number(svg.getAttribute('width')),
  height: Number(svg.getAttribute('height')),
});

function element<Name extends keyof SVGElementTagNameMap>(
  name: Name,
  attributes: Readonly<Record<string, string | number>>,
): SVGElementTagNameMap[Name] {
  const node = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, String(value));
  return node;
}
