import { Button, DatePicker, Tag } from 'antd';
import dayjs from 'dayjs';
import { useWords } from '../../app/useWords';
import { DayFilter, FilterSlot } from '../../components/FilterBar';
import { NamedSelect } from '../../components/NamedSelect';
import { PlaceFilters } from '../fleet/PlaceFilters';
import { RegionSelect } from '../fleet/RegionSelect';
import { useTerms } from '../timetable/queries';
import styles from './Reports.module.css';
import { periodKinds, writeFilters, type ReportFilters } from './reportFilters';

interface ReportFilterBarProps {
  filters: ReportFilters;
  onChange: (change: Partial<ReportFilters>) => void;
  onClear: () => void;
}

/** Which days, and of what. */
export function ReportFilterBar({ filters, onChange, onClear }: ReportFilterBarProps) {
  const { t } = useWords();
  return (
    <search className={styles['bar']}>
      <FilterSlot>
        <NamedSelect<ReportFilters['period']>
          label={t('reports.period')}
          value={filters.period}
          onChange={(period) => onChange(firstOf(period, filters))}
          options={periodKinds
            .filter((kind) => kind !== 'term' || termPlaceOf(filters) !== undefined)
            .map((value) => ({ value, label: t(`reports.periods.${value}`) }))}
        />
      </FilterSlot>
      <Days filters={filters} onChange={onChange} />
      <FilterSlot>
        <RegionSelect
          allowClear
          label={t('fleet.region')}
          placeholder={t('reports.everyRegion')}
          value={filters.region}
          onChange={(region) => onChange({ region, school: undefined, room: undefined })}
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
      {writeFilters(filters).size > 0 && (
        <Button type="link" onClick={onClear}>
          {t('filters.clear')}
        </Button>
      )}
    </search>
  );
}

/** Terms are a region's or a school's. */
function termPlaceOf({ school, region }: ReportFilters): string | undefined {
  return school ?? region;
}

/** A range begins with the thirty days up to today. */
function firstOf(period: ReportFilters['period'], { from, to }: ReportFilters): Partial<ReportFilters> {
  if (period !== 'range' || (from !== undefined && to !== undefined)) return { period };
  const today = dayjs();
  return { period, from: today.subtract(29, 'day').format('YYYY-MM-DD'), to: today.format('YYYY-MM-DD') };
}

function Days({ filters, onChange }: Omit<ReportFilterBarProps, 'onClear'>) {
  const { t } = useWords();
  const { period, date, from, to } = filters;
  if (period === 'range') return <DayFilter label={t('filters.days')} from={from} to={to} onChange={onChange} />;
  if (period === 'term') return <TermFilter filters={filters} onChange={onChange} />;
  return (
    <FilterSlot>
      <DatePicker
        picker={period === 'day' ? 'date' : period}
        allowClear={false}
        aria-label={t('reports.date')}
        value={dayjs(date)}
        onChange={(chosen) => onChange({ date: dayjs(chosen).format('YYYY-MM-DD') })}
      />
    </FilterSlot>
  );
}

function TermFilter({ filters, onChange }: Omit<ReportFilterBarProps, 'onClear'>) {
  const { t } = useWords();
  const terms = useTerms(termPlaceOf(filters) ?? '');
  return (
    <FilterSlot>
      <NamedSelect<string>
        label={t('timetable.term')}
        {...(filters.term === undefined ? {} : { value: filters.term })}
        onChange={(term) => onChange({ period: 'term', term })}
        options={(terms.data ?? []).map(({ id, name, firstDay }) => ({ value: id, label: `${name} (${firstDay})` }))}
      />
    </FilterSlot>
  );
}
