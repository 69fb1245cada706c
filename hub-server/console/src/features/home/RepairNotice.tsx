import { Alert } from 'antd';
import { Moment } from '../../components/Moment';
import { useNow } from '../../components/useNow';
import { useWords } from '../../app/useWords';
import { useRights } from '../accounts/useRights';
import { useRepairs } from './queries';

const shownForMs = 30 * 86_400_000;

/** For who looks after the hub: files of its own were found damaged and repaired in the last month. */
export function RepairNotice() {
  const { t } = useWords();
  const repairs = useRepairs(useRights()('manage-system')).data ?? [];
  const now = useNow(3_600_000);
  const recent = repairs.filter(({ at }) => now - Date.parse(at) < shownForMs);
  if (recent.length === 0) return null;
  return (
    <Alert
      type="warning"
      showIcon
      title={t('home.repaired')}
      description={
        <>
          <p>{t('home.repairedText')}</p>
          <ul>
            {recent.map(({ number, at, file, damage, movedTo }) => (
              <li key={number}>
                <Moment at={at} /> {file}: {damage}
                {movedTo && ` (${t('home.repairedAside', { file: movedTo })})`}
              </li>
            ))}
          </ul>
        </>
      }
    />
  );
}
