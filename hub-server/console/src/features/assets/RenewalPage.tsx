import { Button, Form, InputNumber, Segmented, Table } from 'antd';
import { useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { ask, hub } from '../../api/client';
import type { AssetKind, AssetReport, AssetYear } from '../../api/types';
import { usePreferences } from '../../app/preferences';
import { useWords } from '../../app/useWords';
import { Card } from '../../components/Card';
import { EmptyState } from '../../components/EmptyState';
import { Facts } from '../../components/Facts';
import { FormDialog } from '../../components/FormDialog';
import { formatNumber } from '../../components/format';
import { PageHeader } from '../../components/PageHeader';
import { withFilter } from '../../components/paging';
import { QueryView } from '../../components/QueryView';
import { WideTable } from '../../components/WideTable';
import { useHubRight } from '../accounts/useRights';
import { SchoolFilter } from '../fleet/PlaceFilters';
import { useAssetChange, useAssetKinds, useAssetReport } from './queries';
import { usePrice } from './usePrice';

const monthChoices = [3, 6, 12, 24] as const;

/** 分年度更新: how old things are, and what is to be renewed. Every figure leads to what it counts. */
export function RenewalPage() {
  const { t } = useWords();
  const [search, setSearch] = useSearchParams();
  const [editing, setEditing] = useState(false);
  const mayEdit = useHubRight('manage-assets');
  const kinds = useAssetKinds();
  const school = search.get('school') ?? undefined;
  const months = monthChoices.find((choice) => String(choice) === search.get('months')) ?? 12;
  const report = useAssetReport({ months, ...(school === undefined ? {} : { school }) });
  return (
    <>
      <PageHeader
        title={t('renewal.title')}
        note={t('renewal.note')}
        path={[{ title: t('assets.title'), to: '/inventory' }]}
        actions={
          mayEdit && kinds.data !== undefined && <Button onClick={() => setEditing(true)}>{t('renewal.lives')}</Button>
        }
      />
      <search style={{ display: 'flex', flexWrap: 'wrap', gap: 8, marginBottom: 14 }}>
        <SchoolFilter school={school} onChange={(change) => setSearch(withFilter(search, 'school', change.school))} />
        <Segmented<number>
          aria-label={t('renewal.months')}
          value={months}
          onChange={(next) => setSearch(withFilter(search, 'months', next === 12 ? undefined : String(next)))}
          options={monthChoices.map((value) => ({ value, label: t('renewal.within', { months: value }) }))}
        />
      </search>
      <QueryView query={report}>
        {(data) =>
          data.assets === 0 ? <EmptyState title={t('assets.empty')} /> : <Report report={data} school={school} />
        }
      </QueryView>
      {editing && kinds.data !== undefined && <LivesDialog kinds={kinds.data} onClose={() => setEditing(false)} />}
    </>
  );
}

function Report({ report, school }: { report: AssetReport; school: string | undefined }) {
  const { t } = useWords();
  const { language } = usePreferences();
  const price = usePrice();
  const number = (value: number) => formatNumber(language, value);
  const list = (query: Record<string, string>) =>
    `/inventory?${new URLSearchParams({ ...query, ...(school === undefined ? {} : { school }) }).toString()}`;
  const warranty = { warrantyFrom: report.today, warrantyTo: report.until };
  const bought = ({ kind, year }: AssetYear): Record<string, string> =>
    year === null ? { kind } : { kind, boughtFrom: `${year}-01-01`, boughtTo: `${year}-12-31` };
  const counted = (value: number, query: Record<string, string>) =>
    value === 0 ? <span className="number">0</span> : <Link to={list(query)}>{number(value)}</Link>;
  return (
    <>
      <Card>
        <Facts
          facts={[
            { name: t('renewal.assets'), value: counted(report.assets, {}) },
            { name: t('renewal.price'), value: price(report.price) },
            { name: t('assets.beyondLife'), value: counted(report.beyondLife, { beyondLife: 'true' }) },
            { name: t('renewal.beyondPrice'), value: price(report.beyondLifePrice) },
            { name: t('renewal.warrantyEnds', { day: report.until }), value: counted(report.warrantyEnds, warranty) },
          ]}
        />
      </Card>
      <Card flush title={t('renewal.years')}>
        <WideTable label={t('renewal.years')}>
          <Table<AssetYear>
            rowKey={({ kind, year }) => `${kind} ${year}`}
            dataSource={report.years}
            pagination={{ pageSize: 50, hideOnSinglePage: true, showSizeChanger: false }}
            columns={[
              { title: t('assets.kind'), dataIndex: 'kind' },
              { title: t('renewal.year'), render: (_, { year }) => year ?? t('renewal.unknownYear') },
              { title: t('renewal.assets'), align: 'right', render: (_, row) => counted(row.assets, bought(row)) },
              { title: t('assets.price'), align: 'right', render: (_, row) => price(row.price) },
              {
                title: t('assets.beyondLife'),
                align: 'right',
                render: (_, row) => counted(row.beyondLife, { ...bought(row), beyondLife: 'true' }),
              },
              {
                title: t('renewal.ends'),
                align: 'right',
                render: (_, row) => counted(row.warrantyEnds, { ...bought(row), ...warranty }),
              },
            ]}
          />
        </WideTable>
      </Card>
    </>
  );
}

/** How many years things of each kind are meant to be used; an empty field says nothing. */
function LivesDialog({ kinds, onClose }: { kinds: AssetKind[]; onClose: () => void }) {
  const { t } = useWords();
  type LivesForm = Record<string, number | null>;
  const save = useAssetChange(
    (lives: { name: string; lifeYears: number }[]) => ask(hub.PUT('/api/v1/assets/kinds', { body: { kinds: lives } })),
    onClose,
  );
  return (
    <FormDialog<LivesForm, { name: string; lifeYears: number }[]>
      title={t('renewal.lives')}
      initial={Object.fromEntries(kinds.map(({ lifeYears }, index) => [`kind${index}`, lifeYears]))}
      save={save}
      toBody={(values) =>
        kinds.flatMap(({ name }, index) => {
          const lifeYears = values[`kind${index}`];
          return lifeYears === null || lifeYears === undefined ? [] : [{ name, lifeYears }];
        })
      }
      onClose={onClose}
    >
      <p>{t('renewal.livesText')}</p>
      {kinds.map(({ name }, index) => (
        <Form.Item key={name} name={`kind${index}`} label={name}>
          <InputNumber<number> min={1} max={50} precision={0} suffix={t('renewal.yearsUnit')} style={{ width: 160 }} />
        </Form.Item>
      ))}
    </FormDialog>
  );
}
