import { PlusOutlined } from '@ant-design/icons';
import { Button, Space, Table, Tag } from 'antd';
import { useState } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router';
import type { LinkedLesson, Page } from '../../api/types';
import { usePreferences } from '../../app/preferences';
import { useWords } from '../../app/useWords';
import { Card } from '../../components/Card';
import { EmptyState } from '../../components/EmptyState';
import { DayFilter, FilterBar, FilterSlot } from '../../components/FilterBar';
import { formatNumber } from '../../components/format';
import { Moment } from '../../components/Moment';
import { NamedSelect } from '../../components/NamedSelect';
import { PageHeader } from '../../components/PageHeader';
import { QueryView } from '../../components/QueryView';
import {
  isNarrowed,
  lessonModes,
  lessonsPerPage,
  lessonStates,
  readFilters,
  writeFilters,
  type LessonFilters,
} from './lessonFilters';
import { LessonStateTag } from './LessonTags';
import { minutesOf } from './lessonFigures';
import { useLessons } from './queries';
import { StartLessonDialog } from './StartLessonDialog';
import { Allowed } from '../accounts/Allowed';
import { PlaceFilters } from '../fleet/PlaceFilters';

/** Linked lessons: planned, running and over. */
export function LessonsPage() {
  const { t } = useWords();
  const { language } = usePreferences();
  const navigate = useNavigate();
  const [search, setSearch] = useSearchParams();
  const [starting, setStarting] = useState(false);
  const filters = readFilters(search);
  const lessons = useLessons(filters);
  const change = (part: Partial<LessonFilters>) => setSearch(writeFilters({ ...filters, page: 1, ...part }));
  const total = lessons.data?.total;
  const actions = (
    <Space size="middle" wrap>
      <Link to="/lessons/pairings">{t('lessons.pairings')}</Link>
      <Allowed right="see-reports">
        <Link to="/lessons/statistics">{t('lessons.statistics')}</Link>
      </Allowed>
      <Allowed right="connect-programs">
        <Link to="/lessons/webhooks">{t('menu.webhooks')}</Link>
      </Allowed>
      <Allowed right="run-linked-lessons">
        <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setStarting(true)}>
          {t('lessons.start')}
        </Button>
      </Allowed>
    </Space>
  );
  return (
    <>
      <PageHeader
        title={t('lessons.title')}
        note={total === undefined ? ' ' : t('lessons.found', { count: total, shown: formatNumber(language, total) })}
        actions={actions}
      />
      <LessonFilterBar filters={filters} onChange={change} onClear={() => setSearch({})} />
      <Card flush>
        <QueryView query={lessons}>
          {(page) =>
            page.total > 0 ? (
              <LessonTable page={page} onPage={(next) => change({ page: next })} loading={lessons.isPlaceholderData} />
            ) : isNarrowed(filters) ? (
              <EmptyState title={t('lessons.noneMatch')} text={t('lessons.noneMatchText')} />
            ) : (
              <EmptyState
                title={t('lessons.empty')}
                text={t('lessons.emptyText')}
                action={<Link to="/lessons/pairings">{t('lessons.pairings')}</Link>}
              />
            )
          }
        </QueryView>
      </Card>
      {starting && (
        <StartLessonDialog onClose={() => setStarting(false)} onStarted={(id) => void navigate(`/lessons/${id}`)} />
      )}
    </>
  );
}

interface FilterProps {
  filters: LessonFilters;
  onChange: (part: Partial<LessonFilters>) => void;
  onClear: () => void;
}

function LessonFilterBar({ filters, onChange, onClear }: FilterProps) {
  const { t } = useWords();
  return (
    <FilterBar
      search={t('lessons.search')}
      text={filters.q}
      onText={(q) => onChange({ q })}
      narrowed={isNarrowed(filters)}
      onClear={onClear}
    >
      <FilterSlot>
        <NamedSelect
          label={t('filters.state')}
          allowClear
          placeholder={t('filters.everyState')}
          value={filters.state}
          onChange={(state) => onChange({ state })}
          options={lessonStates.map((value) => ({ value, label: t(`lessonState.${value}`) }))}
        />
      </FilterSlot>
      <FilterSlot>
        <NamedSelect
          label={t('lessons.mode')}
          allowClear
          placeholder={t('lessons.everyMode')}
          value={filters.mode}
          onChange={(mode) => onChange({ mode })}
          options={lessonModes.map((value) => ({ value, label: t(`lessonMode.${value}`) }))}
        />
      </FilterSlot>
      <PlaceFilters school={filters.school} room={filters.room} onChange={onChange} />
      {filters.teacher !== undefined && (
        <Tag
          closable={{ 'aria-label': t('recordings.anyOf', { field: t('recordings.teacher') }) }}
          onClose={() => onChange({ teacher: undefined })}
        >
          {t('recordings.teacher')}: {filters.teacher}
        </Tag>
      )}
      {filters.onTime && (
        <Tag
          closable={{ 'aria-label': t('recordings.anyOf', { field: t('lessons.onTime') }) }}
          onClose={() => onChange({ onTime: false })}
        >
          {t('lessons.onTime')}
        </Tag>
      )}
      <DayFilter label={t('filters.days')} from={filters.from} to={filters.to} onChange={(days) => onChange(days)} />
    </FilterBar>
  );
}

interface TableProps {
  page: Page<LinkedLesson>;
  onPage: (page: number) => void;
  loading: boolean;
}

function LessonTable({ page, onPage, loading }: TableProps) {
  const { t } = useWords();
  return (
    <Table<LinkedLesson>
      rowKey="id"
      loading={loading}
      dataSource={page.items}
      scroll={{ x: 'max-content' }}
      pagination={{
        current: page.page,
        total: page.total,
        pageSize: lessonsPerPage,
        onChange: onPage,
        hideOnSinglePage: true,
        showSizeChanger: false,
      }}
      columns={[
        {
          title: t('lessons.lesson'),
          render: (_, lesson) => <Link to={`/lessons/${lesson.id}`}>{lesson.title}</Link>,
        },
        { title: t('filters.state'), render: (_, { state }) => <LessonStateTag state={state} /> },
        { title: t('lessons.when'), render: (_, { plannedStart }) => <Moment at={plannedStart} show="short" /> },
        { title: t('lessons.mode'), render: (_, { mode }) => t(`lessonMode.${mode}`) },
        { title: t('lessons.rooms'), render: (_, { rooms }) => rooms.map(({ roomName }) => roomName).join(' → ') },
        {
          title: t('lessons.quality'),
          align: 'right',
          render: (_, lesson) => (
            <span className="number">
              {minutesOf(lesson.qualitySeconds)} / {minutesOf(lesson.durationSeconds)}
            </span>
          ),
        },
        {
          title: t('lessons.interruptions'),
          align: 'right',
          render: (_, { interruptions }) => <span className="number">{interruptions}</span>,
        },
      ]}
    />
  );
}
