import { Space } from 'antd';
import { useSearchParams } from 'react-router';
import { useWords } from '../../app/useWords';
import { Card } from '../../components/Card';
import { EmptyState } from '../../components/EmptyState';
import { FilterSlot } from '../../components/FilterBar';
import { NamedSelect } from '../../components/NamedSelect';
import { PageHeader } from '../../components/PageHeader';
import { pageOf, withFilter, withPage } from '../../components/paging';
import { QueryView } from '../../components/QueryView';
import { channelOf, deliveryShows, showOf, type DeliveryShow } from './deliveryFilters';
import { DeliveryTable } from './DeliveryTable';
import styles from './Notices.module.css';
import { useDeliveries } from './queries';

/** Every message on the channels that the session looks after, and what came of it. */
export function DeliveriesPage() {
  const { t } = useWords();
  const [search, setSearch] = useSearchParams();
  const show = showOf(search);
  const deliveries = useDeliveries(show, channelOf(search), pageOf(search));
  return (
    <>
      <PageHeader
        title={t('notices.deliveries')}
        note={t('notices.deliveriesNote')}
        path={[
          { title: t('notices.title'), to: '/notices' },
          { title: t('notices.channels'), to: '/notices/channels' },
        ]}
      />
      <Space wrap className={styles['filters'] ?? ''}>
        <FilterSlot>
          <NamedSelect<DeliveryShow>
            label={t('filters.state')}
            value={show}
            onChange={(state: DeliveryShow) =>
              setSearch(withFilter(search, 'state', state === 'all' ? undefined : state))
            }
            options={deliveryShows.map((value) => ({ value, label: t(`noticeState.${value}`) }))}
          />
        </FilterSlot>
      </Space>
      <Card flush>
        <QueryView query={deliveries}>
          {(found) =>
            found.total === 0 ? (
              <EmptyState title={t('notices.nothingSent')} />
            ) : (
              <DeliveryTable page={found} onPage={(page) => setSearch(withPage(search, page))} />
            )
          }
        </QueryView>
      </Card>
    </>
  );
}
