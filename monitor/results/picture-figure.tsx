import { useState } from 'react';
import { useMonitor } from '../context/context.js';
import { BoxPlot } from './box-plot.js';
import { GridPlot } from './grid-plot.js';
import { useRoom } from './layout.js';
import { Legend, legendText } from './legend.js';
import type { Picture } from './picture.js';
import { type PictureFormat, savePicture } from './save-picture.js';
import { captionOf, fileNameOf, type Subject } from './subject.js';

export interface PictureFigureProps {
  readonly picture: Picture;
  readonly subject: Subject;
}

/** A picture with its title, its unit, its legend, and the buttons that save it. */
export function PictureFigure({ picture, subject }: PictureFigureProps) {
  const { options } = useMonitor();
  const [ref, room] = useRoom<HTMLDivElement>();
  const [error, setError] = useState<string | null>(null);
  // The title of a number of channels says so.
  const unit = picture.kind === 'grid' || picture.scale.unit === 'channels' ? '' : picture.scale.unit;

  async function save(format: PictureFormat): Promise<void> {
    const svg = ref.current?.querySelector('svg');
    if (!svg) return;
    const title = unit === '' ? picture.title : `${picture.title}, ${unit}`;
    const caption = captionOf(title, subject, options, legendText(picture));
    try {
      await savePicture(svg, caption, format, fileNameOf(subject, picture.quantity));
      setError(null);
    } catch (failure) {
      setError(`The picture cannot be saved: ${(failure as Error).message}`);
    }
  }

  return (
    <figure className="picture" aria-label={picture.title}>
      <figcaption>
        <h3>
          {picture.title} <span>{unit}</span>
        </h3>
        <span className="grow" />
        <button type="button" className="button" onClick={() => void save('png')}>
          Save PNG
        </button>
        <button type="button" className="button" onClick={() => void save('svg')}>
          Save SVG
        </button>
      </figcaption>
      {error && (
        <p role="alert" className="bad">
          {error}
        </p>
      )}
      <Legend picture={picture} />
      <div ref={ref}>
        {room &&
          (picture.kind === 'grid' ? (
            <GridPlot picture={picture} room={room} />
          ) : (
            <BoxPlot picture={picture} room={room} />
          ))}
      </div>
    </figure>
  );
}
