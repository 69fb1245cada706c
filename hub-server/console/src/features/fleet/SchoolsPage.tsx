import { PlusOutlined } from '@ant-design/icons';
import { Button, Table } from 'antd';
import { useState, type ReactNode } from 'react';
import { useWords } from '../../app/useWords';
import { Link, useNavigate, useParams, useSearchParams } from 'react-router';
import type { Region, School } from '../../api/types';
import { usePreferences } from '../../app/preferences';
import { Card } from '../../components/Card';
import { EmptyState } from '../../components/EmptyState';
import { PageHeader } from '../../components/PageHeader';
import { pageOf, withPage } from '../../components/paging';
import { QueryView } from '../../components/QueryView';
import { countColumns } from './countColumns';
import { DeleteSchool } from './DeleteSchool';
import { useRegion, useSchools, type SchoolQuery } from './queries';
import { RegionDialog } from './RegionDialog';
import { DeleteRegion } from './RegionsPage';
import { RowActions } from './RowActions';
import { useMay } from './useMay';
import { SchoolDialog } from './SchoolDialog';
import { SchoolFilters } from './SchoolFilters';
import { TagList } from './TagList';

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
      <Card flush title={t('fleet.schools')} extra={<SchoolFilters search={search} onChange={setSearch} />}>
        <SchoolList region={region} create={create} onOpen={setOpen} search={search} onSearch={setSearch} />
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
  search: URLSearchParams;
  onSearch: (next: URLSearchParams) => void;
}

function SchoolList({ region, create, onOpen, search, onSearch }: SchoolListProps) {
  const { t } = useWords();
  const { language } = usePreferences();
  const may = useMay();
  const page = pageOf(search);
  const filters = Object.fromEntries(
    ['q', 'kind', 'tier', 'tag'].flatMap((name) => (search.get(name) ? [[name, search.get(name)]] : [])),
  ) as Partial<SchoolQuery>;
  const narrowed = Object.keys(filters).length > 0;
  const schools = useSchools({ region: region.id, page, ...filters });
  return (
    <QueryView query={schools}>
      {({ items, total, pageSize }) =>
        total === 0 ? (
          <EmptyState
            title={narrowed ? t('fleet.nothingMatches') : t('fleet.noSchool')}
            {...(narrowed
              ? { action: <Button onClick={() => onSearch(new URLSearchParams())}>{t('filters.clear')}</Button> }
              : { text: t('fleet.noSchoolText'), action: create })}
          />
        ) : (
          <Table<School>
            rowKey="id"
            dataSource={items}
            loading={schools.isPlaceholderData}
            scroll={{ x: 1000 }}
            pagination={{
              current: page,
              total,
              pageSize,
              onChange: (next) => onSearch(withPage(search, next)),
              hideOnSinglePage: true,
              showSizeChanger: false,
            }}
            columns={[
              {
                title: t('fleet.school'),
                render: (_, school) => (
                  <>
                    <Link to={`/fleet/schools/${school.id}`}>{school.name}</Link>
                    <TagList tags={school.tags} />
                  </>
                ),
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
