import { Button, DatePicker, Segmented } from 'antd';
import dayjs from 'dayjs';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import type { Room } from '../../api/types';
import { useWords } from '../../app/useWords';
import { Card } from '../../components/Card';
import { withFilter } from '../../components/paging';
import { QueryView } from '../../components/QueryView';
import { addDays } from '../timetable/timetableView';
import { DayList } from './DayList';
import { DayStrip } from './DayStrip';
import { useTimeline } from './queries';
import styles from './RoomDay.module.css';
import { zooms, type Zoom } from './timelineLayout';

/** One day of a room: what its box, its lessons, its alarms and those who command it did when. */
export function RoomDay({ room }: { room: Room }) {
  const { t } = useWords();
  const [search, setSearch] = useSearchParams();
  const [zoom, setZoom] = useState<Zoom>(1);
  const asked = /^\d{4}-\d{2}-\d{2}$/.exec(search.get('day') ?? '')?.[0];
  const timeline = useTimeline(room.id, asked);
  const day = asked ?? timeline.data?.day;
  const go = (next: string | undefined) => setSearch(withFilter(search, 'day', next));
  return (
    <Card flush>
      <div className={styles['bar']}>
        <Button disabled={day === undefined} onClick={() => day !== undefined && go(addDays(day, -1))}>
          {t('timeline.dayBefore')}
        </Button>
        <DatePicker
          aria-label={t('timeline.day')}
          allowClear={false}
          value={day === undefined ? null : dayjs(day)}
          onChange={(next) => go(next?.format('YYYY-MM-DD'))}
        />
        <Button disabled={day === undefined} onClick={() => day !== undefined && go(addDays(day, 1))}>
          {t('timeline.dayAfter')}
        </Button>
        <Button disabled={asked === undefined} onClick={() => go(undefined)}>
          {t('timetable.today')}
        </Button>
        <Segmented<Zoom>
          className={styles['zoom'] ?? ''}
          aria-label={t('timeline.zoom')}
          value={zoom}
          onChange={setZoom}
          options={zooms.map((value) => ({ value, label: t('timeline.hours', { hours: 24 / value }) }))}
        />
      </div>
      <QueryView query={timeline}>
        {(found) => (
          <>
            <DayStrip key={found.day} room={room} timeline={found} zoom={zoom} />
            <DayList room={room} timeline={found} />
          </>
        )}
      </QueryView>
    </Card>
  );
}
