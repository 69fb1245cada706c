import { Button, Table, type TableColumnsType } from 'antd';
import { Link, useNavigate } from 'react-router';
import type { HomeView, PlaceAlarms } from '../../api/types';
import { usePreferences } from '../../app/preferences';
import { useWords } from '../../app/useWords';
import { Card } from '../../components/Card';
import { EmptyState } from '../../components/EmptyState';
import { formatNumber } from '../../components/format';
import { StatusGlyph } from '../../components/StatusTag';
import { severityLook } from '../alarms/alarmLook';
import { countColumns } from '../fleet/countColumns';

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

function PlaceTable({ places, path }: { places: Place[]; path: string }) {
  const { t } = useWords();
  const { language } = usePreferences();
  const columns: TableColumnsType<Place> = [
    {
      title: path === '/fleet/schools' ? t('fleet.school') : t('fleet.region'),
      render: (_, { id, name, alarms }) => (
        <>
          <Worst worst={alarms.worst} /> <Link to={`${path}/${id}`}>{name}</Link>
        </>
      ),
    },
    ...countColumns<Place>(t, language),
    {
      title: t('home.alarmRooms'),
      align: 'right',
      width: 110,
      render: (_, { alarms }) => <span className="number">{formatNumber(language, alarms.rooms)}</span>,
    },
  ];
  return (
    <Table<Place> rowKey="id" dataSource={places} pagination={false} scroll={{ x: 'max-content' }} columns={columns} />
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
