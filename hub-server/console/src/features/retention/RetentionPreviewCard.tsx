import { byteSize } from '@tongtang/web';
import { DatePicker, Table, type TableColumnsType } from 'antd';
import dayjs from 'dayjs';
import { Link } from 'react-router';
import { usePreferences } from '../../app/preferences';
import { useWords } from '../../app/useWords';
import type { DueRecording } from '../../api/types';
import { Card } from '../../components/Card';
import { EmptyState } from '../../components/EmptyState';
import { FilterSlot } from '../../components/FilterBar';
import { formatNumber } from '../../components/format';
import { Moment } from '../../components/Moment';
import { QueryView } from '../../components/QueryView';
import { WideTable } from '../../components/WideTable';
import { PlaceFilters } from '../fleet/PlaceFilters';
import { perPage, useRetentionPreview } from './queries';
import styles from './Retention.module.css';
import type { PreviewFilters } from './retentionFilters';

interface RetentionPreviewCardProps {
  filters: PreviewFilters;
  today: Date;
  onChange: (change: Partial<PreviewFilters>) => void;
}

/** Every recording that goes up to a night, and how much they are together. */
export function RetentionPreviewCard({ filters, today, onChange }: RetentionPreviewCardProps) {
  const { t } = useWords();
  const { language } = usePreferences();
  const { until, school, room, page } = filters;
  const columns = useColumns();
  const preview = useRetentionPreview(until, room ?? school, page);
  return (
    <Card
      title={t('retention.preview')}
      extra={
        preview.data &&
        t('retention.amount', {
          count: preview.data.total,
          shown: formatNumber(language, preview.data.total),
          size: byteSize(preview.data.bytes, language),
        })
      }
      flush
    >
      <div className={styles['filters']}>
        <FilterSlot>
          <DatePicker
            allowClear={false}
            style={{ width: '100%' }}
            aria-label={t('retention.until')}
            value={dayjs(until)}
            disabledDate={(day) => day.isBefore(dayjs(today), 'day')}
            onChange={(day) => onChange({ until: day?.format('YYYY-MM-DD') ?? until })}
          />
        </FilterSlot>
        <PlaceFilters school={school} room={room} onChange={onChange} />
      </div>
      <QueryView query={preview}>
        {({ items, total }) =>
          total === 0 ? (
            <EmptyState title={t('retention.nothing')} text={t('retention.nothingText', { until })} />
          ) : (
            <WideTable label={t('retention.preview')}>
              <Table<DueRecording>
                rowKey="id"
                dataSource={items}
                loading={preview.isPlaceholderData}
                columns={columns}
                pagination={{
                  current: page,
                  total,
                  pageSize: perPage,
                  hideOnSinglePage: true,
                  showSizeChanger: false,
                  onChange: (next) => onChange({ page: next }),
                }}
              />
            </WideTable>
          )
        }
      </QueryView>
    </Card>
  );
}

function useColumns(): TableColumnsType<DueRecording> {
  const { t } = useWords();
  const { language } = usePreferences();
  return [
    {
      title: t('recordings.lesson'),
      render: (_, { id, title, teacher }) => (
        <>
          <Link to={`/recordings/${id}`}>{title === '' ? t('recordings.untitled') : title}</Link>
          <div className={styles['soft']}>{teacher}</div>
        </>
      ),
    },
    {
      title: t('fleet.room'),
      render: (_, { roomId, roomName, schoolName }) => (
        <>
          <Link to={`/rooms/${roomId}`}>{roomName}</Link>
          <div className={styles['soft']}>{schoolName}</div>
        </>
      ),
    },
    { title: t('recordings.started'), render: (_, { startedAt }) => <Moment at={startedAt} show="short" /> },
    { title: t('visibility.who'), render: (_, { visibility }) => t(`visibility.${visibility}`) },
    {
      title: t('recordings.size'),
      align: 'right',
      render: (_, { bytes }) => <span className="number">{byteSize(bytes, language)}</span>,
    },
    {
      title: t('retention.goesOn'),
      render: (_, { goesOn, days }) => (
        <>
          <span className="number">{goesOn}</span>
          <div className={styles['soft']}>{t('retention.days', { count: days })}</div>
        </>
      ),
    },
  ];
}
