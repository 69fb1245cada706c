import { Alert } from 'antd';
import { ask, hub } from '../../api/client';
import { useWords } from '../../app/useWords';
import { ImportForm, type ImportBody } from '../../components/ImportForm';
import { PageHeader } from '../../components/PageHeader';
import { useFleetChange } from './fleetChanges';
import { PastFleetImports } from './PastFleetImports';

const columns = ['region', 'school', 'kind', 'tier', 'schoolTags', 'room', 'roomTags'] as const;

/** From a file to schools and rooms, and a way back. */
export function FleetImportPage() {
  const { t } = useWords();
  const run = useFleetChange(
    (body: ImportBody) => ask(hub.POST('/api/v1/fleet/imports', { body })),
    () => undefined,
  );
  const cell = (name: (typeof columns)[number]) =>
    t(name === 'schoolTags' || name === 'roomTags' ? 'fleetImport.tags' : `fleetImport.${name}`);
  return (
    <>
      <PageHeader
        title={t('fleetImport.title')}
        path={[{ title: t('fleet.title'), to: '/fleet' }]}
        note={t('fleetImport.note')}
      />
      <ImportForm
        text={t('fleetImport.text')}
        template="/api/v1/fleet/imports/template"
        run={run}
        columns={columns.map((name) => ({ head: t(`fleetImport.head.${name}`), allowed: cell(name) }))}
        isDone={({ id }) => id !== null}
      >
        {({ id, regions, schools, rooms, present }) =>
          id !== null ? (
            <Alert type="success" showIcon title={t('fleetImport.done', { regions, schools, rooms })} />
          ) : (
            <Alert type="info" showIcon title={t('fleetImport.would', { regions, schools, rooms, present })} />
          )
        }
      </ImportForm>
      <PastFleetImports />
    </>
  );
}
