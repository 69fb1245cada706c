import { Button, DatePicker, Form, InputNumber, Table } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import type { UsageTarget, UsageTargetWish } from '../../api/types';
import { usePreferences } from '../../app/preferences';
import { useWords } from '../../app/useWords';
import { Card } from '../../components/Card';
import { EmptyState } from '../../components/EmptyState';
import { FormDialog } from '../../components/FormDialog';
import { NamedSelect } from '../../components/NamedSelect';
import { PageHeader } from '../../components/PageHeader';
import { pageOf, withPage } from '../../components/paging';
import { QueryView } from '../../components/QueryView';
import { Allowed } from '../accounts/Allowed';
import { RegionSelect } from '../fleet/RegionSelect';
import { SchoolSelect } from '../fleet/SchoolSelect';
import { figureText } from './figureText';
import { useRemoveTarget, useSetTarget, useTargets } from './queries';
import styles from './Reports.module.css';

const figures = ['coverage', 'lessons-per-room-week', 'breadth', 'linked-held-share', 'linked-on-time-share'] as const;
type TargetFigure = (typeof figures)[number];

/** What places shall reach, from which day on. */
export function TargetsPage() {
  const { t } = useWords();
  const { language } = usePreferences();
  const [search, setSearch] = useSearchParams();
  const [setting, setSetting] = useState(false);
  const targets = useTargets(pageOf(search));
  const remove = useRemoveTarget();
  return (
    <>
      <PageHeader
        title={t('reports.targets')}
        note={t('reports.targetsNote')}
        path={[{ title: t('reports.title'), to: '/reports' }]}
        actions={
          <Allowed right="manage-reports">
            <Button type="primary" onClick={() => setSetting(true)}>
              {t('reports.setTarget')}
            </Button>
          </Allowed>
        }
      />
      <Card flush>
        <QueryView query={targets}>
          {(page) =>
            page.total === 0 ? (
              <EmptyState title={t('reports.noTargets')} text={t('reports.noTargetsText')} />
            ) : (
              // Scrolled by keys, too.
              // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
              <div className={styles['scrolls']} tabIndex={0} role="region" aria-label={t('reports.targets')}>
                <Table<UsageTarget>
                  rowKey="id"
                  dataSource={page.items}
                  className={styles['wide'] ?? ''}
                  pagination={{
                    current: page.page,
                    total: page.total,
                    pageSize: page.pageSize,
                    hideOnSinglePage: true,
                    showSizeChanger: false,
                    onChange: (next) => setSearch((before) => withPage(before, next)),
                  }}
                  columns={[
                    {
                      title: t('reports.place'),
                      render: (_, { placeId, placeName }) => (placeId === null ? t('reports.all') : placeName),
                    },
                    { title: t('reports.figure'), render: (_, { figure }) => t(`reports.figures.${figure}`) },
                    {
                      title: t('reports.target'),
                      align: 'right',
                      render: (_, { unit, value }) => (
                        <span className="number">{figureText(language, unit, value)}</span>
                      ),
                    },
                    { title: t('reports.fromDay'), render: (_, { from }) => <span className="number">{from}</span> },
                    { title: t('reports.setBy'), render: (_, { madeBy }) => madeBy },
                    {
                      title: <span className="visually-hidden">{t('reports.acts')}</span>,
                      render: (_, { id }) => (
                        <Allowed right="manage-reports">
                          <Button size="small" onClick={() => remove.mutate(id)}>
                            {t('form.delete')}
                          </Button>
                        </Allowed>
                      ),
                    },
                  ]}
                />
              </div>
            )
          }
        </QueryView>
      </Card>
      {setting && <TargetDialog onClose={() => setSetting(false)} />}
    </>
  );
}

interface TargetForm {
  region: string | undefined;
  school: string | undefined;
  figure: TargetFigure;
  value: number;
  from: Dayjs;
}

function TargetDialog({ onClose }: { onClose: () => void }) {
  const { t } = useWords();
  const set = useSetTarget(onClose);
  const required = [{ required: true, message: t('form.required') }];
  return (
    <FormDialog<TargetForm, UsageTargetWish>
      title={t('reports.setTarget')}
      initial={{ region: undefined, school: undefined, figure: 'coverage', value: 80, from: dayjs() }}
      save={set}
      toBody={({ region, school, figure, value, from }) => ({
        placeId: school ?? region ?? null,
        figure,
        value: figure === 'lessons-per-room-week' ? value : value / 100,
        from: from.format('YYYY-MM-DD'),
      })}
      onClose={onClose}
    >
      <Form.Item name="region" label={t('fleet.region')}>
        <RegionSelect allowClear label={t('fleet.region')} placeholder={t('reports.all')} />
      </Form.Item>
      <Form.Item name="school" label={t('fleet.school')}>
        <SchoolSelect allowClear label={t('fleet.school')} placeholder={t('filters.everySchool')} />
      </Form.Item>
      <Form.Item name="figure" label={t('reports.figure')}>
        <NamedSelect<TargetFigure>
          label={t('reports.figure')}
          options={figures.map((value) => ({ value, label: t(`reports.figures.${value}`) }))}
        />
      </Form.Item>
      <Form.Item name="value" label={t('reports.targetValue')} rules={required}>
        <InputNumber min={0} max={100} style={{ width: '100%' }} />
      </Form.Item>
      <Form.Item name="from" label={t('reports.fromDay')} rules={required}>
        <DatePicker allowClear={false} style={{ width: '100%' }} />
      </Form.Item>
    </FormDialog>
  );
}
