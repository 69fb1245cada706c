import { App, Button, Form, Input, InputNumber, Space, Switch, Table } from 'antd';
import { useState } from 'react';
import type { BellPlan, SchoolTimetableRules, SpecialDay, Term, TermWish } from '../../api/types';
import { useWords } from '../../app/useWords';
import { Card } from '../../components/Card';
import { FormDialog } from '../../components/FormDialog';
import { QueryView } from '../../components/QueryView';
import { useProblemText } from '../../components/useProblemText';
import { BellsDialog } from './BellsDialog';
import {
  useBells,
  useCreateTerm,
  useDeleteSpecialDay,
  useDeleteTerm,
  useSaveSettings,
  useSchoolSettings,
  useSetSpecialDay,
  useSpecialDays,
  useTerms,
} from './queries';

/** A school's terms, days that differ, bells, and whether its rooms record by themselves. */
export function TermsPanel({ school }: { school: string }) {
  return (
    <>
      <Terms school={school} />
      <SpecialDays school={school} />
      <Bells school={school} />
      <Settings school={school} />
    </>
  );
}

function Terms({ school }: { school: string }) {
  const { t } = useWords();
  const text = useProblemText();
  const { message } = App.useApp();
  const terms = useTerms(school);
  const remove = useDeleteTerm();
  const [open, setOpen] = useState(false);
  const save = useCreateTerm(() => setOpen(false));
  return (
    <Card title={t('timetable.terms')} extra={<Button onClick={() => setOpen(true)}>{t('timetable.addTerm')}</Button>}>
      <QueryView query={terms}>
        {(list) => (
          <Table<Term>
            rowKey="id"
            dataSource={list}
            size="small"
            scroll={{ x: 'max-content' }}
            pagination={false}
            locale={{ emptyText: t('timetable.noTerm') }}
            columns={[
              { title: t('timetable.name'), dataIndex: 'name' },
              { title: t('timetable.firstDay'), dataIndex: 'firstDay' },
              { title: t('timetable.lastDay'), dataIndex: 'lastDay' },
              { title: t('timetable.weeks'), dataIndex: 'weeks' },
              {
                title: t('table.actions'),
                align: 'right',
                render: (_, term) =>
                  term.placeId === school ? (
                    <Button
                      size="small"
                      danger
                      onClick={() => remove.mutate(term.id, { onError: (error) => void message.error(text(error)) })}
                    >
                      {t('form.delete')}
                    </Button>
                  ) : (
                    t('timetable.ofRegion')
                  ),
              },
            ]}
          />
        )}
      </QueryView>
      {open && (
        <FormDialog<Omit<TermWish, 'placeId'>, TermWish>
          title={t('timetable.addTerm')}
          initial={{ name: '', firstDay: '', weeks: 20 }}
          save={save}
          toBody={(form) => ({ ...form, placeId: school })}
          onClose={() => setOpen(false)}
        >
          <Form.Item name="name" label={t('timetable.name')} rules={[{ required: true }]}>
            <Input maxLength={80} />
          </Form.Item>
          <Form.Item name="firstDay" label={t('timetable.firstDay')} rules={[{ required: true }]}>
            <Input type="date" />
          </Form.Item>
          <Form.Item name="weeks" label={t('timetable.weeks')} rules={[{ required: true }]}>
            <InputNumber min={1} max={60} />
          </Form.Item>
        </FormDialog>
      )}
    </Card>
  );
}

function SpecialDays({ school }: { school: string }) {
  const { t } = useWords();
  const days = useSpecialDays(school);
  const remove = useDeleteSpecialDay();
  const [open, setOpen] = useState(false);
  const save = useSetSpecialDay(() => setOpen(false));
  return (
    <Card
      title={t('timetable.specialDays')}
      extra={<Button onClick={() => setOpen(true)}>{t('timetable.addDay')}</Button>}
    >
      <QueryView query={days}>
        {(list) => (
          <Table<SpecialDay>
            rowKey="date"
            dataSource={list}
            size="small"
            scroll={{ x: 'max-content' }}
            pagination={{ pageSize: 20, hideOnSinglePage: true }}
            locale={{ emptyText: t('timetable.noDays') }}
            columns={[
              { title: t('timetable.date'), dataIndex: 'date' },
              {
                title: t('timetable.what'),
                render: (_, day) =>
                  (day.taughtAs ?? null) === null
                    ? t('timetable.dayOff')
                    : t('timetable.taughtAs', { date: day.taughtAs ?? '' }),
              },
              { title: t('timetable.remark'), dataIndex: 'note' },
              {
                title: t('table.actions'),
                align: 'right',
                render: (_, day) => (
                  <Button size="small" danger onClick={() => remove.mutate(day)}>
                    {t('form.delete')}
                  </Button>
                ),
              },
            ]}
          />
        )}
      </QueryView>
      {open && (
        <FormDialog<{ date: string; taughtAs: string; note: string }, SpecialDay>
          title={t('timetable.addDay')}
          initial={{ date: '', taughtAs: '', note: '' }}
          save={save}
          toBody={({ date, taughtAs, note }) => ({
            placeId: school,
            date,
            taughtAs: taughtAs === '' ? null : taughtAs,
            note,
          })}
          onClose={() => setOpen(false)}
        >
          <Form.Item name="date" label={t('timetable.date')} rules={[{ required: true }]}>
            <Input type="date" />
          </Form.Item>
          <Form.Item name="taughtAs" label={t('timetable.taughtAsDate')} extra={t('timetable.taughtAsHint')}>
            <Input type="date" />
          </Form.Item>
          <Form.Item name="note" label={t('timetable.remark')}>
            <Input maxLength={200} />
          </Form.Item>
        </FormDialog>
      )}
    </Card>
  );
}

function Bells({ school }: { school: string }) {
  const { t } = useWords();
  const bells = useBells(school);
  const [edited, setEdited] = useState<BellPlan | 'new'>();
  return (
    <Card
      title={t('timetable.bells')}
      extra={<Button onClick={() => setEdited('new')}>{t('timetable.addBells')}</Button>}
    >
      <QueryView query={bells}>
        {(list) => (
          <Table<BellPlan>
            rowKey="id"
            dataSource={list}
            size="small"
            scroll={{ x: 'max-content' }}
            pagination={false}
            locale={{ emptyText: t('timetable.noBells') }}
            columns={[
              { title: t('timetable.name'), dataIndex: 'name' },
              { title: t('timetable.validFrom'), dataIndex: 'firstDay' },
              {
                title: t('timetable.periods'),
                render: (_, { periods }) => periods.map((one) => `${one.name} ${one.starts}–${one.ends}`).join(', '),
              },
              {
                title: t('table.actions'),
                align: 'right',
                render: (_, plan) => (
                  <Button size="small" onClick={() => setEdited(plan)}>
                    {t('timetable.edit')}
                  </Button>
                ),
              },
            ]}
          />
        )}
      </QueryView>
      {edited !== undefined && (
        <BellsDialog
          school={school}
          plan={edited === 'new' ? undefined : edited}
          onClose={() => setEdited(undefined)}
        />
      )}
    </Card>
  );
}

function Settings({ school }: { school: string }) {
  const { t } = useWords();
  const settings = useSchoolSettings(school);
  return (
    <Card title={t('timetable.automatic')}>
      <QueryView query={settings}>{(data) => <SettingsForm school={school} settings={data} />}</QueryView>
    </Card>
  );
}

function SettingsForm({ school, settings }: { school: string; settings: SchoolTimetableRules }) {
  const { t } = useWords();
  const text = useProblemText();
  const { message } = App.useApp();
  const save = useSaveSettings(school);
  return (
    <Form<SchoolTimetableRules>
      layout="vertical"
      initialValues={settings}
      onFinish={(values) =>
        save.mutate(values, {
          onSuccess: () => void message.success(t('timetable.saved')),
          onError: (error) => void message.error(text(error)),
        })
      }
    >
      <Form.Item name="record" label={t('timetable.record')} valuePropName="checked" extra={t('timetable.recordHint')}>
        <Switch />
      </Form.Item>
      <Space wrap>
        <Form.Item name="startScene" label={t('timetable.startScene')}>
          <Input maxLength={32} />
        </Form.Item>
        <Form.Item name="endScene" label={t('timetable.endScene')}>
          <Input maxLength={32} />
        </Form.Item>
        <Form.Item name="timeZone" label={t('timetable.timeZone')}>
          <Input maxLength={64} />
        </Form.Item>
      </Space>
      <Button type="primary" htmlType="submit" loading={save.isPending}>
        {t('form.save')}
      </Button>
    </Form>
  );
}
