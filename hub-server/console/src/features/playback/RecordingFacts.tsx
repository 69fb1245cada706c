import { byteSize, clockTime } from '@tongtang/web';
import { Alert } from 'antd';
import { Link } from 'react-router';
import { usePreferences } from '../../app/preferences';
import { useWords } from '../../app/useWords';
import type { Recording } from '../../api/types';
import { Card } from '../../components/Card';
import { Facts } from '../../components/Facts';
import { formatNumber } from '../../components/format';
import { Moment } from '../../components/Moment';
import { roleName } from '../../components/roleName';
import { RunningLength } from '../recordings/RunningLength';
import styles from './RecordingFacts.module.css';

/** Where and when it was made, and how much of each track is here. */
export function RecordingFacts({ recording }: { recording: Recording }) {
  const { t } = useWords();
  const { language } = usePreferences();
  const { progress } = recording;
  return (
    <>
      {recording.state === 'interrupted' && (
        <Alert className={styles['notice'] ?? ''} type="warning" showIcon title={t('playback.interrupted')} />
      )}
      {recording.hiddenSpans.length > 0 && (
        <Alert
          className={styles['notice'] ?? ''}
          type="info"
          showIcon
          title={t('playback.hidden', { count: recording.hiddenSpans.length })}
        />
      )}
      {recording.trim && (
        <Alert
          className={styles['notice'] ?? ''}
          type="info"
          showIcon
          title={t('edits.trimmed', {
            from: clockTime(recording.trim.fromSeconds ?? 0),
            to: recording.trim.toSeconds ? clockTime(recording.trim.toSeconds) : t('edits.end'),
          })}
        />
      )}
      <Card title={t('playback.facts')}>
        <Facts
          facts={[
            { name: t('fleet.room'), value: <Link to={`/rooms/${recording.roomId}`}>{recording.roomName}</Link> },
            { name: t('fleet.school'), value: recording.schoolName },
            { name: t('recordings.teacher'), value: shown(recording.teacher) },
            { name: t('recordings.subject'), value: shown(recording.subject) },
            { name: t('recordings.className'), value: shown(recording.className) },
            { name: t('recordings.started'), value: <Moment at={recording.startedAt} show="both" /> },
            { name: t('recordings.length'), value: <RunningLength recording={recording} /> },
            { name: t('recordings.size'), value: byteSize(recording.bytes, language) },
            {
              name: t('playback.arrived'),
              value: t('recordings.progress', {
                stored: formatNumber(language, progress.stored),
                expected: formatNumber(language, progress.expected),
              }),
            },
          ]}
        />
      </Card>
      <Card title={t('playback.tracks')} flush>
        <TrackTable recording={recording} />
      </Card>
    </>
  );
}

function shown(text: string | undefined): string {
  return text === undefined || text === '' ? '–' : text;
}

function TrackTable({ recording }: { recording: Recording }) {
  const { t, has } = useWords();
  const { language } = usePreferences();
  const roleOf = (track: string) => {
    const view = recording.views.find(({ video, audio }) => video === track || audio === track);
    return view === undefined ? track : roleName(t, has, view.role);
  };
  return (
    <table className={styles['tracks']}>
      <thead>
        <tr>
          <th scope="col">{t('playback.track')}</th>
          <th scope="col">{t('playback.kind')}</th>
          <th scope="col" className={styles['right']}>
            {t('recordings.length')}
          </th>
          <th scope="col" className={styles['right']}>
            {t('playback.segments')}
          </th>
          <th scope="col" className={styles['right']}>
            {t('playback.missing')}
          </th>
        </tr>
      </thead>
      <tbody>
        {recording.tracks.map((track) => (
          <tr key={track.name}>
            <th scope="row">
              {roleOf(track.name)} <span className={styles['soft']}>{track.name}</span>
            </th>
            <td>{track.kind === 'video' ? t('trackKind.video') : t('trackKind.audio')}</td>
            <td className={`number ${styles['right']}`}>{clockTime(track.durationSeconds)}</td>
            <td className={`number ${styles['right']}`}>{formatNumber(language, track.segments)}</td>
            <td className={`number ${styles['right']} ${track.missing > 0 ? styles['missing'] : styles['soft']}`}>
              {formatNumber(language, track.missing)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
