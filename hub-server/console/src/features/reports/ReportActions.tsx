import { DownloadOutlined } from '@ant-design/icons';
import { Button, Dropdown, Form, Input } from 'antd';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import type { FreezeBody } from '../../api/types';
import { usePreferences } from '../../app/preferences';
import { useWords } from '../../app/useWords';
import { FormDialog } from '../../components/FormDialog';
import { Allowed } from '../accounts/Allowed';
import { useFreeze, useMakeExport } from './queries';
import { reportQuery, type ReportFilters } from './reportFilters';

/** What can be made of the report that is looked at. */
export function ReportActions({ filters }: { filters: ReportFilters }) {
  const { t } = useWords();
  const { language } = usePreferences();
  const navigate = useNavigate();
  const [freezing, setFreezing] = useState(false);
  const make = useMakeExport(() => void navigate('/reports/files'));
  const report = { ...reportQuery(filters), language: language === 'en' ? ('en' as const) : ('zh' as const) };
  return (
    <>
      <Dropdown
        menu={{
          items: [
            { key: 'workbook', label: t('reports.workbook') },
            { key: 'xlsx', label: t('reports.tableXlsx') },
            { key: 'csv', label: t('reports.tableCsv') },
          ],
          onClick: ({ key }) =>
            make.mutate(
              key === 'workbook'
                ? { ...report, kind: 'workbook', format: 'xlsx' }
                : { ...report, kind: 'table', of: filters.of, format: key === 'csv' ? 'csv' : 'xlsx' },
            ),
        }}
      >
        <Button icon={<DownloadOutlined aria-hidden />} loading={make.isPending}>
          {t('reports.export')}
        </Button>
      </Dropdown>
      {filters.teacher === undefined && (
        <Allowed right="manage-reports">
          <Button onClick={() => setFreezing(true)}>{t('reports.freeze')}</Button>
        </Allowed>
      )}
      <Link to="/reports/files">
        <Button>{t('reports.files')}</Button>
      </Link>
      <Link to="/reports/frozen">
        <Button>{t('reports.frozen')}</Button>
      </Link>
      <Link to="/reports/targets">
        <Button>{t('reports.targets')}</Button>
      </Link>
      {freezing && <FreezeDialog filters={filters} onClose={() => setFreezing(false)} />}
    </>
  );
}

function FreezeDialog({ filters, onClose }: { filters: ReportFilters; onClose: () => void }) {
  const { t } = useWords();
  const navigate = useNavigate();
  const freeze = useFreeze((id) => void navigate(`/reports/frozen/${id}`));
  return (
    <FormDialog<{ title: string }, FreezeBody>
      title={t('reports.freezeTitle')}
      initial={{ title: '' }}
      save={freeze}
      okText={t('reports.freeze')}
      toBody={({ title }) => ({ title, ...reportQuery(filters) })}
      onClose={onClose}
    >
      <p style={{ marginBottom: 12 }}>{t('reports.freezeText')}</p>
      <Form.Item name="title" label={t('reports.name')} rules={[{ required: true, message: t('form.required') }]}>
        <Input maxLength={100} />
      </Form.Item>
    </FormDialog>
  );
}
