import { byteSize, sourceProblemText } from '@tongtang/web';
import { useTranslation } from 'react-i18next';
import { useWords } from '../../app/useWords';
import type { RoomSource } from '../../api/types';
import { usePreferences } from '../../app/preferences';
import { LevelMeter } from '../../components/LevelMeter';
import { Moment } from '../../components/Moment';
import { StatusTag } from '../../components/StatusTag';
import { roleName } from '../../components/roleName';
import { sourceLook } from './sourceLook';
import { SourcePicture } from './SourcePicture';
import styles from './SourceCard.module.css';

interface SourceCardProps {
  roomId: string;
  source: RoomSource;
  /** False while the box is offline: what is shown is old, and says so. */
  live: boolean;
  since: string;
}

/** One camera, screen or microphone: its picture of this second, how loud it is, and what is wrong with it. */
export function SourceCard({ roomId, source, live, since }: SourceCardProps) {
  const { t, has } = useWords();
  const { i18n } = useTranslation();
  const { language } = usePreferences();
  const role = roleName(t, has, source.role);
  const look = sourceLook(source.state);
  const problem = sourceProblemText(i18n, source.problemCode, source.problem);
  return (
    <article className={`${styles['card']} ${live ? '' : styles['stale']}`} aria-label={role}>
      {source.role !== 'audio' && (
        <SourcePicture roomId={roomId} source={source.name} live={live} label={t('source.picture', { role })} />
      )}
      <div className={styles['body']}>
        <div className={styles['head']}>
          <h3 className={styles['role']}>
            {role} <span className={styles['name']}>{source.name}</span>
          </h3>
          {live ? (
            <StatusTag tone={look.tone} glyph={look.glyph}>
              {t(`sourceState.${look.word}`)}
            </StatusTag>
          ) : (
            <span className={styles['name']}>
              {t('source.asOf')} <Moment at={since} />
            </span>
          )}
        </div>
        {live && <LevelMeter levelDb={source.audioLevelDb} label={t('source.level', { role })} />}
        {problem !== null && problem !== '' && <p className={styles['problem']}>{problem}</p>}
        {source.bytes > 0 && (
          <p className={`number ${styles['name']}`}>
            {t('source.recorded', { bytes: byteSize(source.bytes, language) })}
          </p>
        )}
      </div>
    </article>
  );
}
