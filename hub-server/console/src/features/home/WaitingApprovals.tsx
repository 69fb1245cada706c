import { Link } from 'react-router';
import type { ApprovalRequest } from '../../api/types';
import { useWords } from '../../app/useWords';
import { Moment } from '../../components/Moment';
import styles from './LostRooms.module.css';

/** Recordings that wait for the session's word before more people see them. */
export function WaitingApprovals({ requests }: { requests: ApprovalRequest[] }) {
  const { t } = useWords();
  return (
    <ul>
      {requests.map(({ id, recordingId, title, schoolName, askedBy, askedAt, visibility }) => (
        <li key={id} className={styles['row']}>
          <div className={styles['what']}>
            <Link to={`/recordings/${recordingId}`}>{title === '' ? t('recordings.untitled') : title}</Link>
            <span className={styles['soft']}>
              {schoolName} · {askedBy} · <Moment at={askedAt} />
            </span>
          </div>
          {t(`visibility.${visibility}`)}
        </li>
      ))}
    </ul>
  );
}
