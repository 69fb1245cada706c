import { PlusOutlined } from '@ant-design/icons';
import { Button, Table } from 'antd';
import { useState } from 'react';
import { useWords } from '../../app/useWords';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { ask, hub } from '../../api/client';
import type { Region } from '../../api/types';
import { usePreferences } from '../../app/preferences';
import { Card } from '../../components/Card';
import { EmptyState } from '../../components/EmptyState';
import { PageHeader } from '../../components/PageHeader';
import { pageOf, withPage } from '../../components/paging';
import { QueryView } from '../../components/QueryView';
import { useRights } from '../accounts/useRights';
import { countColumns } from './countColumns';
import { DeleteDialog } from './DeleteDialog';
import { useRegions } from './queries';
import { RegionDialog } from './RegionDialog';
import { RowActions } from './RowActions';
import { useMay } from './useMay';

type Open = { kind: 'create' } | { kind: 'edit' | 'delete'; region: Region };

/** The district: its regions, with how their rooms are. */
export function RegionsPage() {
  const { t } = useWords();
  const [search, setSearch] = useSearchParams();
  const page = pageOf(search);
  const regions = useRegions(page);
  const [open, setOpen] = useState<Open>();
  const close = () => setOpen(undefined);
  const may = useMay();
  const has = useRights();
  const navigate = useNavigate();
  const create = may.shapeHub && (
    <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setOpen({ kind: 'create' })}>
      {t('fleet.newRegion')}
    </Button>
  );
  return (
    <>
      <PageHeader
        title={t('fleet.title')}
        note={<Link to="/rooms">{t('fleet.allRooms')}</Link>}
        actions={
          <>
            {has('manage-tree') && (
              <Button onClick={() => void navigate('/fleet/import')}>{t('fleet.importOpen')}</Button>
            )}
            {create}
          </>
        }
      />
      <Card flush>
        <QueryView query={regions}>
          {({ items, total, pageSize }) =>
            total === 0 ? (
              <EmptyState title={t('fleet.noRegion')} text={t('fleet.noRegionText')} action={create} />
            ) : (
              <RegionTable
                regions={items}
                paging={{ current: page, total, pageSize, onChange: (next) => setSearch(withPage(search, next)) }}
                onOpen={setOpen}
              />
            )
          }
        </QueryView>
      </Card>
      {open?.kind === 'create' && <RegionDialog onClose={close} />}
      {open?.kind === 'edit' && <RegionDialog region={open.region} onClose={close} />}
      {open?.kind === 'delete' && <DeleteRegion region={open.region} onClose={close} />}
    </>
  );
}

interface RegionTableProps {
  regions: Region[];
  paging: { current: number; total: number; pageSize: number; onChange: (page: number) => void };
  onOpen: (open: Open) => void;
}

function RegionTable({ regions, paging, onOpen }: RegionTableProps) {
  const { t } = useWords();
  const { language } = usePreferences();
  const may = useMay();
  return (
    <Table<Region>
      rowKey="id"
      dataSource={regions}
      pagination={{ ...paging, hideOnSinglePage: true, showSizeChanger: false }}
      columns={[
        {
          title: t('fleet.region'),
          render: (_, region) => <Link to={`/fleet/regions/${region.id}`}>{region.name}</Link>,
        },
        {
          title: t('fleet.count.schools'),
          align: 'right',
          width: 96,
          render: (_, { schools }) => <span className="number">{schools}</span>,
        },
        ...countColumns<Region>(t, language),
        {
          title: <span className="visually-hidden">{t('table.actions')}</span>,
          align: 'right',
          width: 64,
          render: (_, region) => (
            <RowActions
              name={region.name}
              onEdit={may.shapeRegion(region.id) ? () => onOpen({ kind: 'edit', region }) : undefined}
              onDelete={may.shapeHub ? () => onOpen({ kind: 'delete', region }) : undefined}
            />
          ),
        },
      ]}
    />
  );
}

export function DeleteRegion({
  region,
  onClose,
  onDone,
}: {
  region: Region;
  onClose: () => void;
  onDone?: () => void;
}) {
  const { t } = useWords();
  return (
    <DeleteDialog
      id={region.id}
      name={region.name}
      refusal={region.schools > 0 ? t('fleet.regionHolds', { count: region.schools }) : undefined}
      warning={t('fleet.deleteRegionText')}
      remove={() => ask(hub.DELETE('/api/v1/regions/{id}', { params: { path: { id: region.id } } }))}
      onClose={onClose}
      {...(onDone && { onDone })}
    />
  );
}
