import { Table } from 'antd';
import { Link } from 'react-router';
import type { Room, RoomTimeline, TimelineBar, TimelineKind } from '../../api/types';
import { useWords } from '../../app/useWords';
import { EmptyState } from '../../components/EmptyState';
import { StatusTag } from '../../components/StatusTag';
import { WideTable } from '../../components/WideTable';
import { linkOf, lookOf } from './timelineLayout';
import { useBarWords } from './useBarWords';

interface Line {
  key: string;
  kind: TimelineKind;
  bar: TimelineBar;
}

/** The same as the strip, in words and in order. */
export function DayList({ room, timeline }: { room: Room; timeline: RoomTimeline }) {
  const { t } = useWords();
  const words = useBarWords(timeline.timeZone);
  const lines = timeline.rows
    .flatMap(({ kind, bars }) => bars.map((bar): Line => ({ key: `${kind}${bar.id}${bar.from}`, kind, bar })))
    .sort((one, other) => one.bar.from.localeCompare(other.bar.from));
  if (lines.length === 0) return <EmptyState title={t('timeline.nothing')} text={t('timeline.nothingText')} />;
  return (
    <WideTable label={t('timeline.list')}>
      <Table<Line>
        size="small"
        dataSource={lines}
        pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
        columns={[
          { title: t('timetable.when'), render: (_, { bar }) => <span className="number">{words.span(bar)}</span> },
          { title: t('timeline.kind'), render: (_, { kind }) => t(`timelineKind.${kind}`) },
          {
            title: t('timeline.what'),
            render: (_, { kind, bar }) => (
              <Link to={linkOf(kind, bar, room, timeline.day)}>{words.title(kind, bar)}</Link>
            ),
          },
          {
            title: t('filters.state'),
            render: (_, { kind, bar }) => (
              <StatusTag {...lookOf(kind, bar.state)}>{words.stateOf(kind, bar.state)}</StatusTag>
            ),
          },
        ]}
      />
    </WideTable>
  );
}
