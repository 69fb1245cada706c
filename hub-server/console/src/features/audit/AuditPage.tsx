import { DownloadOutlined } from '@ant-design/icons';
import { Button, Input, Space } from 'antd';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import type { AuditItem } from '../../api/types';
import { useWords } from '../../app/useWords';
import { Card } from '../../components/Card';
import { EmptyState } from '../../components/EmptyState';
import { DayFilter, FilterBar, FilterSlot } from '../../components/FilterBar';
import { NamedSelect } from '../../components/NamedSelect';
import { PageHeader } from '../../components/PageHeader';
import { QueryView } from '../../components/QueryView';
import { withPage } from '../../components/paging';
import { PlaceFilters } from '../fleet/PlaceFilters';
import {
  actions,
  auditQuery,
  changeAudit,
  exportAddress,
  isNarrowed,
  kinds,
  outcomes,
  readAudit,
  writeAudit,
  type AuditFilters,
} from './auditFilters';
import { AuditDrawer } from './AuditDrawer';
import { AuditTable } from './AuditTable';
import { ChainCard } from './ChainCard';
import { useAudit } from './queries';

/** 审计: who did what, and what it was before. */
export function AuditPage() {
  const { t } = useWords();
  const [search, setSearch] = useSearchParams();
  const [shown, setShown] = useState<AuditItem>();
  const filters = readAudit(search);
  const rows = useAudit(auditQuery(filters));
  const change = (part: Partial<AuditFilters>) => setSearch(writeAudit(changeAudit(filters, part)));
  return (
    <>
      <PageHeader
        title={t('audit.title')}
        note={t('audit.note')}
        actions={
          <Space wrap>
            <Button icon={<DownloadOutlined aria-hidden />} href={exportAddress(filters, 'csv')}>
              {t('audit.csv')}
            </Button>
            <Button icon={<DownloadOutlined aria-hidden />} href={exportAddress(filters, 'jsonl')}>
              {t('audit.jsonl')}
            </Button>
          </Space>
        }
      />
      <ChainCard />
      <Filters filters={filters} onChange={change} onClear={() => setSearch({})} />
      <Card flush>
        <QueryView query={rows}>
          {(page) =>
            page.total > 0 ? (
              <AuditTable
                page={page}
                loading={rows.isPlaceholderData}
                onShow={setShown}
                onPage={(next) => setSearch(withPage(search, next))}
              />
            ) : (
              <EmptyState title={isNarrowed(filters) ? t('audit.noMatch') : t('audit.none')} />
            )
          }
        </QueryView>
      </Card>
      {shown !== undefined && <AuditDrawer row={shown} onClose={() => setShown(undefined)} />}
    </>
  );
}

interface FiltersProps {
  filters: AuditFilters;
  onChange: (part: Partial<AuditFilters>) => void;
  onClear: () => void;
}

function Filters({ filters, onChange, onClear }: FiltersProps) {
  const { t } = useWords();
  return (
    <FilterBar
      search={t('audit.searchThing')}
      text={filters.thing}
      onText={(thing) => onChange({ thing })}
      narrowed={isNarrowed(filters)}
      onClear={onClear}
    >
      <FilterSlot>
        <Input.Search
          key={filters.actor}
          allowClear
          placeholder={t('audit.searchActor')}
          aria-label={t('audit.searchActor')}
          defaultValue={filters.actor}
          maxLength={100}
          onSearch={(typed) => onChange({ actor: typed.trim() })}
        />
      </FilterSlot>
      <Choice
        label={t('audit.action')}
        placeholder={t('audit.everyAction')}
        value={filters.action}
        options={actions.map((value) => ({ value, label: t(`audit.actions.${value}`) }))}
        onChange={(action) => onChange({ action })}
      />
      <Choice
        label={t('audit.outcome')}
        placeholder={t('audit.everyOutcome')}
        value={filters.outcome}
        options={outcomes.map((value) => ({ value, label: t(`audit.outcomes.${value}`) }))}
        onChange={(outcome) => onChange({ outcome })}
      />
      <Choice
        label={t('audit.kind')}
        placeholder={t('audit.everyKind')}
        value={filters.kind}
        options={kinds.map((value) => ({ value, label: t(`audit.kinds.${value}`) }))}
        onChange={(kind) => onChange({ kind })}
      />
      <PlaceFilters school={filters.school} room={filters.room} onChange={onChange} />
      <DayFilter label={t('filters.days')} from={filters.from} to={filters.to} onChange={onChange} />
    </FilterBar>
  );
}

interface ChoiceProps<T extends string> {
  label: string;
  placeholder: string;
  value: T | undefined;
  options: { value: T; label: string }[];
  onChange: (value: T | undefined) => void;
}

function Choice<T extends string>({ label, placeholder, value, options, onChange }: ChoiceProps<T>) {
  return (
    <FilterSlot>
      <NamedSelect<T | null>
        label={label}
        allowClear
        placeholder={placeholder}
        value={value ?? null}
        onChange={(chosen?: T | null) => onChange(chosen ?? undefined)}
        options={options}
        style={{ width: '100%' }}
      />
    </FilterSlot>
  );
}
