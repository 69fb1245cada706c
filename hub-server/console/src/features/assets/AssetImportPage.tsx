import { Alert, Button } from 'antd';
import { useNavigate } from 'react-router';
import { ask, hub } from '../../api/client';
import type { AssetImportReport } from '../../api/types';
import { useWords } from '../../app/useWords';
import { ImportForm, type ImportBody } from '../../components/ImportForm';
import { PageHeader } from '../../components/PageHeader';
import { useAssetChange } from './queries';

const columns = ['code', 'name', 'kind', 'dates', 'price', 'place', 'state', 'others'] as const;

/** From a file to the register. */
export function AssetImportPage() {
  const { t } = useWords();
  const run = useAssetChange(
    (body: ImportBody) => ask(hub.POST('/api/v1/assets/imports', { body })),
    () => undefined,
  );
  return (
    <>
      <PageHeader
        title={t('assetImport.title')}
        path={[{ title: t('assets.title'), to: '/inventory' }]}
        note={t('assetImport.note')}
      />
      <ImportForm
        text={t('assetImport.text')}
        template="/api/v1/assets/imports/template"
        run={run}
        columns={columns.map((name) => ({
          head: t(`assetImport.head.${name}`),
          allowed: t(`assetImport.cell.${name}`),
        }))}
        isDone={({ done }) => done}
      >
        {(report) => <Sound report={report} />}
      </ImportForm>
    </>
  );
}

function Sound({ report: { done, assets } }: { report: AssetImportReport }) {
  const { t } = useWords();
  const navigate = useNavigate();
  if (!done) return <Alert type="info" showIcon title={t('assetImport.would', { assets })} />;
  return (
    <Alert
      type="success"
      showIcon
      title={t('assetImport.done', { assets })}
      action={<Button onClick={() => void navigate('/inventory')}>{t('assets.title')}</Button>}
    />
  );
}
