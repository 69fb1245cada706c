import { Table, type TableColumnsType } from 'antd';
import type { SortOrder } from 'antd/es/table/interface';
import { Link } from 'react-router';
import type { Asset, Page } from '../../api/types';
import { usePreferences } from '../../app/preferences';
import { useWords } from '../../app/useWords';
import { formatNumber } from '../../components/format';
import { assetsPerPage, type AssetFilters, type AssetSort } from './assetFilters';
import { AssetStateTag } from './AssetStateTag';
import styles from './Assets.module.css';
import { usePrice } from './usePrice';

interface AssetTableProps {
  page: Page<Asset>;
  filters: AssetFilters;
  onChange: (change: Partial<AssetFilters>) => void;
  loading: boolean;
}

export function AssetTable({ page, filters, onChange, loading }: AssetTableProps) {
  return (
    <Table<Asset>
      rowKey="id"
      dataSource={page.items}
      columns={useColumns(filters.sort)}
      loading={loading}
      scroll={{ x: 'max-content' }}
      sortDirections={['ascend', 'descend', 'ascend']}
      pagination={{
        current: filters.page,
        total: page.total,
        pageSize: assetsPerPage,
        showSizeChanger: false,
        hideOnSinglePage: true,
      }}
      onChange={(paging, _, sorter, { action }) => {
        if (action === 'paginate') onChange({ page: paging.current ?? 1 });
        if (action === 'sort' && !Array.isArray(sorter) && sorter.columnKey !== undefined)
          onChange({ sort: `${sorter.order === 'descend' ? '-' : ''}${String(sorter.columnKey)}` as AssetSort });
      }}
    />
  );
}

function useColumns(sort: AssetSort): TableColumnsType<Asset> {
  const { t } = useWords();
  const { language } = usePreferences();
  const price = usePrice();
  const sorted = (key: string): { key: string; sorter: true; sortOrder: SortOrder } => ({
    key,
    sorter: true,
    sortOrder: sort === key ? 'ascend' : sort === `-${key}` ? 'descend' : null,
  });
  return [
    {
      ...sorted('code'),
      title: t('assets.code'),
      render: (_, { id, code }) => <Link to={`/inventory/${id}`}>{code}</Link>,
    },
    {
      ...sorted('name'),
      title: t('assets.name'),
      render: (_, { name, maker, model }) => (
        <>
          {name}
          <div className={styles['soft']}>{[maker, model].filter(Boolean).join(' ')}</div>
        </>
      ),
    },
    { ...sorted('kind'), title: t('assets.kind'), dataIndex: 'kind' },
    {
      ...sorted('schoolName'),
      title: t('assets.place'),
      render: (_, { roomName, schoolName, regionName }) => (
        <>
          {roomName ?? schoolName ?? regionName}
          {roomName !== null && <div className={styles['soft']}>{schoolName}</div>}
        </>
      ),
    },
    { ...sorted('state'), title: t('filters.state'), render: (_, { state }) => <AssetStateTag state={state} /> },
    {
      ...sorted('boughtOn'),
      title: t('assets.boughtOn'),
      responsive: ['md'],
      render: (_, { boughtOn, isBeyondLife }) => (
        <>
          <span className="number">{boughtOn ?? '–'}</span>
          {isBeyondLife && <div className={styles['soft']}>{t('assets.beyondLife')}</div>}
        </>
      ),
    },
    {
      ...sorted('warrantyUntil'),
      title: t('assets.warrantyUntil'),
      responsive: ['md'],
      render: (_, { warrantyUntil }) => <span className="number">{warrantyUntil ?? '–'}</span>,
    },
    {
      ...sorted('price'),
      title: t('assets.price'),
      align: 'right',
      responsive: ['lg'],
      render: (_, asset) => <span className="number">{price(asset.price)}</span>,
    },
    {
      ...sorted('hours'),
      title: t('devices.hours'),
      align: 'right',
      responsive: ['lg'],
      render: (_, { hours }) => (
        <span className="number">{hours === null ? '–' : formatNumber(language, Math.round(hours))}</span>
      ),
    },
  ];
}
