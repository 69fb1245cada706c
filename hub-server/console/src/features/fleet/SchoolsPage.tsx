import { PlusOutlined } from '@ant-design/icons';
import { Button, Input, Table } from 'antd';
import { useState, type ReactNode } from 'react';
import { useWords } from '../../app/useWords';
import { Link, useNavigate, useParams, useSearchParams } from 'react-router';
import type { Region, School } from '../../api/types';
import { usePreferences } from '../../app/preferences';
import { Card } from '../../components/Card';
import { EmptyState } from '../../components/EmptyState';
import { PageHeader } from '../../components/PageHeader';
import { pageOf, withFilter, withPage } from '../../components/paging';
import { QueryView } from '../../components/QueryView';
import { countColumns } from './countColumns';
import { DeleteSchool } from './DeleteSchool';
import { useRegion, useSchools } from './queries';
import { RegionDialog } from './RegionDialog';
import { DeleteRegion } from './RegionsPage';
import { RowActions } from './RowActions';
import { useMay } from './useMay';
import { SchoolDialog } from './SchoolDialog';

type Open = { kind: 'create' | 'rename' | 'deleteRegion' } | { kind: 'edit' | 'delete'; school: School };

/** One region: its schools. */
export function SchoolsPage() {
  const { regionId = '' } = useParams();
  const region = useRegion(regionId);
  return (
    <QueryView page query={region}>
      {(found) => <Schools key={found.id} region={found} />}
    </QueryView>
  );
}

function Schools({ region }: { region: Region }) {
  const { t } = useWords();
  const navigate = useNavigate();
  const [search, setSearch] = useSearchParams();
  const [open, setOpen] = useState<Open>();
  const close = () => setOpen(undefined);
  const may = useMay();
  const create = may.shapeRegion(region.id) && (
    <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setOpen({ kind: 'create' })}>
      {t('fleet.newSchool')}
    </Button>
  );
  return (
    <>
      <PageHeader
        title={region.name}
        path={[{ title: t('fleet.title'), to: '/fleet' }]}
        actions={
          <>
            {may.shapeRegion(region.id) && (
              <Button onClick={() => setOpen({ kind: 'rename' })}>{t('fleet.rename')}</Button>
            )}
            {may.shapeHub && (
              <Button danger type="text" onClick={() => setOpen({ kind: 'deleteRegion' })}>
                {t('form.delete')}
              </Button>
            )}
            {create}
          </>
        }
      />
      <Card
        flush
        title={t('fleet.schools')}
        extra={
          <Input.Search
            allowClear
            style={{ width: 260 }}
            placeholder={t('fleet.searchSchools')}
            aria-label={t('fleet.searchSchools')}
            defaultValue={search.get('q') ?? ''}
            onSearch={(q) => setSearch(withFilter(search, 'q', q.trim()))}
          />
        }
      >
        <SchoolList
          region={region}
          create={create}
          onOpen={setOpen}
          q={search.get('q') ?? ''}
          page={pageOf(search)}
          onPage={(next) => setSearch(withPage(search, next))}
        />
      </Card>
      {open?.kind === 'create' && <SchoolDialog regionId={region.id} onClose={close} />}
      {open?.kind === 'rename' && <RegionDialog region={region} onClose={close} />}
      {open?.kind === 'deleteRegion' && (
        <DeleteRegion region={region} onClose={close} onDone={() => void navigate('/fleet', { replace: true })} />
      )}
      {open?.kind === 'edit' && <SchoolDialog regionId={region.id} school={open.school} onClose={close} />}
      {open?.kind === 'delete' && <DeleteSchool school={open.school} onClose={close} />}
    </>
  );
}

interface SchoolListProps {
  region: Region;
  create: ReactNode;
  onOpen: (open: Open) => void;
  q: string;
  page: number;
  onPage: (page: number) => void;
}

function SchoolList({ region, create, onOpen, q, page, onPage }: SchoolListProps) {
  const { t } = useWords();
  const { language } = usePreferences();
  const may = useMay();
  const schools = useSchools({ region: region.id, page, ...(q === '' ? {} : { q }) });
  return (
    <QueryView query={schools}>
      {({ items, total, pageSize }) =>
        total === 0 ? (
          <EmptyState
            title={q === '' ? t('fleet.noSchool') : t('fleet.nothingFound', { text: q })}
            {...(q === '' && { text: t('fleet.noSchoolText'), action: create })}
          />
        ) : (
          <Table<School>
            rowKey="id"
            dataSource={items}
            loading={schools.isPlaceholderData}
            pagination={{
              current: page,
              total,
              pageSize,
              onChange: onPage,
              hideOnSinglePage: true,
              showSizeChanger: false,
            }}
            columns={[
              {
                title: t('fleet.school'),
                render: (_, school) => <Link to={`/fleet/schools/${school.id}`}>{school.name}</Link>,
              },
              { title: t('fleet.kind'), width: 120, render: (_, { kind }) => t(`schoolKind.${kind}`) },
              { title: t('fleet.tier'), width: 110, render: (_, { tier }) => t(`schoolTier.${tier}`) },
              ...countColumns<School>(t, language),
              {
                title: <span className="visually-hidden">{t('table.actions')}</span>,
                align: 'right',
                width: 64,
                render: (_, school) => (
                  <RowActions
                    name={school.name}
                    onEdit={may.shapeSchool(region.id, school.id) ? () => onOpen({ kind: 'edit', school }) : undefined}
                    onDelete={may.shapeRegion(region.id) ? () => onOpen({ kind: 'delete', school }) : undefined}
                  />
                ),
              },
            ]}
          />
        )
      }
    </QueryView>
  );
}
