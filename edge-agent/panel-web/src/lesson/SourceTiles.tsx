import { whenInWords } from '@tongtang/web';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { RecorderStatus, SourceStatus } from '../box/status';
import { Icon, type IconName } from '../look/icons';
import { SoundMeter } from './SoundMeter';
import { sourceLabel } from './sourceLabel';

/** A picture and a meter of everything that will be in the recording. */
export function SourceTiles({ recorder, heardAt }: { recorder: RecorderStatus; heardAt: number }): ReactElement {
  const { t } = useTranslation();
  const { sources } = recorder;
  return (
    <section className={`tiles tiles-${Math.min(6, sources.length)}`} aria-label={t('sources.label')}>
      {sources.map((source) => (
        <SourceTile key={source.name} source={source} recorder={recorder} heardAt={heardAt} />
      ))}
    </section>
  );
}

interface SourceTileProps {
  source: SourceStatus;
  recorder: RecorderStatus;
  heardAt: number;
}

function SourceTile({ source, recorder, heardAt }: SourceTileProps): ReactElement {
  const { t } = useTranslation();
  const label = sourceLabel(t, source, recorder.sources);
  const { covered } = recorder;
  // What is captured in a pause is not part of the lesson.
  const paused = recorder.state === 'paused' && source.state === 'recording';
  const state = covered ? 'covered' : paused ? 'paused' : source.state;
  return (
    <figure className="tile" data-state={state}>
      <div className="tile-picture">
        <Picture source={source} label={label} covered={covered} />
        <span className="tile-state">
          <span className="tile-dot" aria-hidden="true" /> {t(`sources.${state}`)}
        </span>
      </div>
      <figcaption className="tile-foot">
        <span className="tile-name">{label}</span>
        <SoundMeter source={source} label={label} heardAt={heardAt} />
      </figcaption>
    </figure>
  );
}

function Picture({ source, label, covered }: { source: SourceStatus; label: string; covered: boolean }): ReactElement {
  const { t } = useTranslation();
  if (covered) return <Blank icon="cover" text={t('sources.covered')} />;
  if (source.state === 'lost') return <Blank icon="camera" text={t('sources.lost')} />;
  if (source.picture !== null) return <Shot source={source} address={source.picture} label={label} />;
  if (source.role === 'audio') return <Blank icon="sound" text={t('sources.soundOnly')} />;
  return <Blank icon="camera" text={t('sources.noPicture')} />;
}

/** What a camera that rests has seen last is grey and says when it was. */
function Shot({ source, address, label }: { source: SourceStatus; address: string; label: string }): ReactElement {
  const { t, i18n } = useTranslation();
  const image = <img src={address} alt={label} draggable={false} />;
  if (source.state !== 'cold' || source.pictureAt === null) return image;
  const when = whenInWords(new Date(source.pictureAt), new Date(), i18n.language);
  return (
    <>
      {image}
      <span className="tile-age">{t('sources.pictureFrom', { when })}</span>
    </>
  );
}

function Blank({ icon, text }: { icon: IconName; text: string }): ReactElement {
  return (
    <span className="tile-blank">
      <Icon name={icon} /> {text}
    </span>
  );
}
