import { Button, Table } from 'antd';
import { Link, useNavigate } from 'react-router';
import { usePreferences } from '../../app/preferences';
import { useWords } from '../../app/useWords';
import type { Region } from '../../api/types';
import { Card } from '../../components/Card';
import { EmptyState } from '../../components/EmptyState';
import { QueryView } from '../../components/QueryView';
import { countColumns } from '../fleet/countColumns';
import { useRegions } from '../fleet/queries';

/** How the rooms of each region are now. */
export function DistrictCounts() {
  const { t } = useWords();
  const { language } = usePreferences();
  const navigate = useNavigate();
  const regions = useRegions(1);
  return (
    <Card flush title={t('home.district')} extra={<Link to="/rooms">{t('fleet.allRooms')}</Link>}>
      <QueryView query={regions}>
        {({ items, total }) =>
          total === 0 ? (
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
            <Table<Region>
              rowKey="id"
              dataSource={items}
              pagination={false}
              columns={[
                {
                  title: t('fleet.region'),
                  render: (_, region) => <Link to={`/fleet/regions/${region.id}`}>{region.name}</Link>,
                },
                ...countColumns<Region>(t, language),
              ]}
            />
          )
        }
      </QueryView>
    </Card>
  );
}
