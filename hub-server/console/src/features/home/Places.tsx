import { Button } from 'antd';
import { Link, useNavigate } from 'react-router';
import type { HomeView, PlaceAlarms } from '../../api/types';
import { usePreferences } from '../../app/preferences';
import { useWords } from '../../app/useWords';
import { Card } from '../../components/Card';
import { EmptyState } from '../../components/EmptyState';
import { formatNumber } from '../../components/format';
import { StatusGlyph } from '../../components/StatusTag';
import { WideTable } from '../../components/WideTable';
import { severityLook } from '../alarms/alarmLook';
import counts from '../fleet/Counts.module.css';
import styles from './Places.module.css';

interface Place {
  id: string;
  name: string;
  rooms: number;
  online: number;
  recording: number;
  offline: number;
  alarms: PlaceAlarms;
}

/** How the rooms of each region are, or of each school where there is one region only; the worst first. */
export function Places({ home }: { home: HomeView }) {
  const { t } = useWords();
  const navigate = useNavigate();
  const found: Place[] = home.regions?.items ?? home.schools?.items ?? [];
  const path = home.regions === null ? '/fleet/schools' : '/fleet/regions';
  const more = <Link to="/rooms">{t('fleet.allRooms')}</Link>;
  return (
    <Card flush title={home.regions === null ? t('home.schools') : t('home.district')} extra={more}>
      {found.length === 0 ? (
        <EmptyState
          title={t('fleet.noRegion')}
          text={t('fleet.noRegionText')}
          action={
            <Button type="primary" onClick={() => void navigate('/fleet')}>
              {t('home.toFleet')}
            </Button>
          }
        />
      ) : (
        <PlaceTable places={found} path={path} />
      )}
    </Card>
  );
}

const kinds = ['rooms', 'online', 'recording', 'offline'] as const;

/** A table of the browser's own: antd's would be a fifth of all that the first page fetches. */
function PlaceTable({ places, path }: { places: Place[]; path: string }) {
  const { t } = useWords();
  const { language } = usePreferences();
  const title = path === '/fleet/schools' ? t('fleet.school') : t('fleet.region');
  return (
    <WideTable label={title}>
      <table className={styles['places']}>
        <thead>
          <tr>
            <th scope="col">{title}</th>
            {kinds.map((kind) => (
              <th key={kind} scope="col">
                {t(`fleet.count.${kind}`)}
              </th>
            ))}
            <th scope="col">{t('home.alarmRooms')}</th>
          </tr>
        </thead>
        <tbody>
          {places.map((place) => (
            <tr key={place.id}>
              <th scope="row">
                <Worst worst={place.alarms.worst} /> <Link to={`${path}/${place.id}`}>{place.name}</Link>
              </th>
              {kinds.map((kind) => (
                <td key={kind} className={`number ${place[kind] === 0 ? counts['none'] : (counts[kind] ?? '')}`}>
                  {formatNumber(language, place[kind])}
                </td>
              ))}
              <td className="number">{formatNumber(language, place.alarms.rooms)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </WideTable>
  );
}

function Worst({ worst }: Pick<PlaceAlarms, 'worst'>) {
  const { t } = useWords();
  const known = worst as keyof typeof severityLook | null;
  return (
    <>
      <StatusGlyph {...(known === null ? { tone: 'grey', glyph: 'check' } : severityLook[known])} />
      <span className="visually-hidden">{t(`alarmWorst.${known ?? 'none'}`)}</span>
    </>
  );
}
