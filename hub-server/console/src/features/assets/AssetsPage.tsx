import { DownOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Dropdown, Skeleton } from 'antd';
import { useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { usePreferences } from '../../app/preferences';
import { useWords } from '../../app/useWords';
import { Card } from '../../components/Card';
import { EmptyState } from '../../components/EmptyState';
import { formatNumber } from '../../components/format';
import { PageHeader } from '../../components/PageHeader';
import { QueryView } from '../../components/QueryView';
import { AssetDialog } from './AssetDialog';
import { AssetFilterBar } from './AssetFilterBar';
import { changeFilters, isNarrowed, readFilters, searchOf, writeFilters, type AssetFilters } from './assetFilters';
import { AssetTable } from './AssetTable';
import { useAssets } from './queries';

/** 设备资产: what the district owns. What is looked at stands in the address. */
export function AssetsPage() {
  const { t } = useWords();
  const { language } = usePreferences();
  const [search, setSearch] = useSearchParams();
  const [adding, setAdding] = useState(false);
  const filters = readFilters(search);
  const assets = useAssets(filters);
  const change = (part: Partial<AssetFilters>) => setSearch(writeFilters(changeFilters(filters, part)));
  const total = assets.data?.total;
  return (
    <>
      <PageHeader
        title={t('assets.title')}
        note={total === undefined ? ' ' : t('assets.found', { count: total, shown: formatNumber(language, total) })}
        actions={
          <>
            <MoreActions filters={filters} />
            <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setAdding(true)}>
              {t('assets.add')}
            </Button>
          </>
        }
      />
      <AssetFilterBar filters={filters} onChange={change} onClear={() => setSearch({})} />
      <Card flush>
        <QueryView query={assets} skeleton={<Skeleton active title={false} paragraph={{ rows: 10, width: '100%' }} />}>
          {(page) =>
            page.total > 0 ? (
              <AssetTable page={page} filters={filters} onChange={change} loading={assets.isPlaceholderData} />
            ) : isNarrowed(filters) ? (
              <EmptyState
                title={t('assets.noneMatch')}
                action={<Button onClick={() => setSearch({})}>{t('filters.clear')}</Button>}
              />
            ) : (
              <EmptyState
                title={t('assets.empty')}
                text={t('assets.emptyText')}
                action={<Link to="/inventory/import">{t('assetImport.title')}</Link>}
              />
            )
          }
        </QueryView>
      </Card>
      {adding && <AssetDialog onClose={() => setAdding(false)} />}
    </>
  );
}

function MoreActions({ filters }: { filters: AssetFilters }) {
  const { t } = useWords();
  const { language } = usePreferences();
  const file = (format: 'xlsx' | 'csv') => {
    const query = searchOf(filters);
    query.set('format', format);
    query.set('language', language);
    return `/api/v1/assets/export?${query.toString()}`;
  };
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        items: [
          { key: 'stock-takes', label: <Link to="/inventory/stock-takes">{t('stockTake.title')}</Link> },
          { key: 'renewal', label: <Link to="/inventory/renewal">{t('renewal.title')}</Link> },
          {
            key: 'labels',
            label: <Link to={`/inventory/labels?${searchOf(filters).toString()}`}>{t('labels.title')}</Link>,
          },
          { key: 'import', label: <Link to="/inventory/import">{t('assetImport.title')}</Link> },
          { key: 'xlsx', label: <a href={file('xlsx')}>{t('assets.exportXlsx')}</a> },
          { key: 'csv', label: <a href={file('csv')}>{t('assets.exportCsv')}</a> },
        ],
      }}
    >
      <Button icon={<DownOutlined aria-hidden />} iconPlacement="end">
        {t('assets.more')}
      </Button>
    </Dropdown>
  );
}
