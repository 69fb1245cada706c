import { Segmented, Table, Tag } from 'antd';
import type { TableProps } from 'antd';
import { useEffect, useRef } from 'react';
import { Link, useLocation } from 'react-router';
import type { LeagueRow, Page, UsageReport } from '../../api/types';
import { usePreferences } from '../../app/preferences';
import { useWords } from '../../app/useWords';
import { Card } from '../../components/Card';
import { EmptyState } from '../../components/EmptyState';
import { QueryView } from '../../components/QueryView';
import { figureText } from './figureText';
import { useLeague } from './queries';
import {
  leagueQuery,
  leagues,
  leagueSorts,
  recordingsOf,
  rowsPerPage,
  writeFilters,
  type LeagueSort,
  type ReportFilters,
} from './reportFilters';
import styles from './Reports.module.css';

interface LeagueCardProps {
  filters: ReportFilters;
  period: UsageReport['period'];
  onChange: (change: Partial<ReportFilters>) => void;
}

/** Regions, schools, rooms, teachers or subjects, sorted by the hub. */
export function LeagueCard({ filters, period, onChange }: LeagueCardProps) {
  const { t } = useWords();
  const league = useLeague(leagueQuery(filters));
  const shown = leagues.filter((of) => of !== 'region' || filters.region === undefined);
  const { hash, key } = useLocation();
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // A figure's link asks for the rows here.
    if (hash === '#table') place.current?.scrollIntoView();
  }, [hash, key]);
  return (
    <div id="table" ref={place}>
      <Card
        flush
        title={t('reports.league')}
        extra={
          <div className={styles['leagues']}>
            {filters.used && (
              <Tag closable={{ 'aria-label': t('reports.allRows') }} onClose={() => onChange({ used: false })}>
                {t('reports.usedOnly')}
              </Tag>
            )}
            <Segmented<ReportFilters['of']>
              aria-label={t('reports.of')}
              value={filters.of}
              onChange={(of) => onChange({ of, used: false })}
              options={shown.map((value) => ({ value, label: t(`reports.leagues.${value}`) }))}
            />
          </div>
        }
      >
        <QueryView query={league}>
          {(page) =>
            page.total === 0 ? (
              <EmptyState title={t('reports.empty')} text={t('reports.emptyText')} />
            ) : (
              <LeagueTable
                page={page}
                filters={filters}
                period={period}
                onChange={onChange}
                loading={league.isPlaceholderData}
              />
            )
          }
        </QueryView>
      </Card>
    </div>
  );
}

interface LeagueTableProps extends LeagueCardProps {
  page: Page<LeagueRow>;
  loading: boolean;
}

function LeagueTable({ page, filters, period, onChange, loading }: LeagueTableProps) {
  const { t } = useWords();
  const { language } = usePreferences();
  const { of } = filters;
  const isPlace = of === 'region' || of === 'school' || of === 'room';
  const order = (field: LeagueSort) => ({
    key: field,
    sorter: true,
    showSorterTooltip: false,
    sortOrder: filters.sort === field ? (filters.descending ? ('descend' as const) : ('ascend' as const)) : null,
  });
  const number = (field: LeagueSort, show: (row: LeagueRow) => string) => ({
    title: t(`reports.columns.${field}`),
    align: 'right' as const,
    ...order(field),
    render: (_: unknown, row: LeagueRow) => <span className="number">{show(row)}</span>,
  });
  const count = (value: number) => figureText(language, 'count', value);
  const columns: TableProps<LeagueRow>['columns'] = [
    {
      title: t(`reports.leagues.${of}`),
      ...order('name'),
      render: (_, row) => (
        <>
          {of === 'subject' ? row.name : <Link to={narrowed(filters, row)}>{row.name}</Link>}
          {of !== 'school' && of !== 'region' && row.schoolName !== null && (
            <div className={styles['soft']}>{row.schoolName}</div>
          )}
          {of === 'school' && row.regionName !== null && <div className={styles['soft']}>{row.regionName}</div>}
        </>
      ),
    },
    {
      ...number('lessons', () => ''),
      render: (_, row) =>
        row.lessons === 0 ? (
          <span className="number">0</span>
        ) : (
          <Link className="number" to={recordingsOf(of, row, filters, period)}>
            {count(row.lessons)}
          </Link>
        ),
    },
    number('change', ({ lessons, lessonsBefore }) =>
      new Intl.NumberFormat(language, { signDisplay: 'exceptZero' }).format(lessons - lessonsBefore),
    ),
    number('hours', ({ hours }) => figureText(language, 'hours', hours)),
    ...(isPlace
      ? [
          number(
            'coverage',
            (row) => `${figureText(language, 'share', row.coverage)} (${count(row.roomsUsed)}/${count(row.rooms)})`,
          ),
          number('lessonsPerRoomWeek', (row) => figureText(language, 'rate', row.lessonsPerRoomWeek)),
        ]
      : []),
    ...(of === 'teacher' ? [] : [number('teachersRecorded', (row) => count(row.teachersRecorded))]),
  ];
  return (
    // What scrolls sideways must itself be reached by keyboard (WCAG 2.1.1).
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={styles['scrolls']} tabIndex={0} role="region" aria-label={t('reports.league')}>
      <Table<LeagueRow>
        rowKey="id"
        size="middle"
        loading={loading}
        dataSource={page.items}
        columns={columns}
        className={styles['wide'] ?? ''}
        sortDirections={['descend', 'ascend', 'descend']}
        onChange={(pagination, _filters, sorter, { action }) => {
          if (action === 'paginate') onChange({ page: pagination.current ?? 1 });
          const chosen = Array.isArray(sorter) ? sorter[0] : sorter;
          const sort = leagueSorts.find((known) => known === chosen?.columnKey);
          if (action === 'sort' && sort !== undefined) onChange({ sort, descending: chosen?.order !== 'ascend' });
        }}
        pagination={{
          current: page.page,
          total: page.total,
          pageSize: rowsPerPage,
          hideOnSinglePage: true,
          showSizeChanger: false,
        }}
      />
    </div>
  );
}

/** The same report of the row alone. */
function narrowed(filters: ReportFilters, row: LeagueRow): string {
  const of = {
    region: { region: row.id, of: 'school' as const },
    school: { school: row.id, of: 'room' as const },
    room: { school: row.schoolId ?? undefined, room: row.id, of: 'teacher' as const },
    teacher: { school: row.schoolId ?? undefined, teacher: row.name, of: 'room' as const },
    subject: {},
  }[filters.of];
  return `?${writeFilters({ ...filters, ...of, used: false, page: 1 }).toString()}`;
}
