import { PrinterOutlined } from '@ant-design/icons';
import { Button, Pagination } from 'antd';
import { useSearchParams } from 'react-router';
import type { AssetLabel } from '../../api/types';
import { useWords } from '../../app/useWords';
import { EmptyState } from '../../components/EmptyState';
import { PageHeader } from '../../components/PageHeader';
import { QueryView } from '../../components/QueryView';
import { AssetFilterBar } from './AssetFilterBar';
import { changeFilters, readFilters, writeFilters, type AssetFilters } from './assetFilters';
import styles from './Labels.module.css';
import { labelsPerSheet, useAssetLabels } from './queries';

/** Labels to print on sheets of A4, 24 on each, and to stick on what they name; a phone's camera opens the asset's page. */
export function LabelsPage() {
  const { t } = useWords();
  const [search, setSearch] = useSearchParams();
  const filters = readFilters(search);
  const labels = useAssetLabels(filters);
  const change = (part: Partial<AssetFilters>) => setSearch(writeFilters(changeFilters(filters, part)));
  return (
    <>
      <div className={styles['screen']}>
        <PageHeader
          title={t('labels.title')}
          note={t('labels.note', { count: labelsPerSheet })}
          path={[{ title: t('assets.title'), to: '/inventory' }]}
          actions={
            <Button type="primary" icon={<PrinterOutlined aria-hidden />} onClick={() => window.print()}>
              {t('labels.print')}
            </Button>
          }
        />
        <AssetFilterBar filters={filters} onChange={change} onClear={() => setSearch({})} />
      </div>
      <QueryView query={labels}>
        {({ items, total, pageSize }) =>
          total === 0 ? (
            <EmptyState title={t('assets.noneMatch')} />
          ) : (
            <>
              <ul className={styles['sheet']} aria-label={t('labels.title')}>
                {items.map((label) => (
                  <Label key={label.id} label={label} />
                ))}
              </ul>
              <Pagination
                className={styles['screen'] ?? ''}
                align="end"
                current={filters.page}
                total={total}
                pageSize={pageSize}
                hideOnSinglePage
                showSizeChanger={false}
                onChange={(page) => change({ page })}
              />
            </>
          )
        }
      </QueryView>
    </>
  );
}

function Label({ label }: { label: AssetLabel }) {
  const { side, path } = label.picture;
  return (
    <li className={styles['label']}>
      <svg viewBox={`0 0 ${side} ${side}`} className={styles['picture']} shapeRendering="crispEdges" aria-hidden>
        <path d={path} />
      </svg>
      <div className={styles['words']}>
        <strong className={styles['code']}>{label.code}</strong>
        <span>{label.name}</span>
        <span>{label.place}</span>
      </div>
    </li>
  );
}
