import { Button, Form, Input } from 'antd';
import type { BellPlan, BellPlanWish } from '../../api/types';
import { useWords } from '../../app/useWords';
import { FormDialog } from '../../components/FormDialog';
import { useSaveBells } from './queries';
import styles from './Timetable.module.css';

interface BellsForm {
  name: string;
  firstDay: string;
  periods: { name: string; starts: string; ends: string }[];
}

/** When the bells ring, from a day on; periods are numbered as they stand. */
export function BellsDialog(props: { school: string; plan: BellPlan | undefined; onClose: () => void }) {
  const { school, plan, onClose } = props;
  const { t } = useWords();
  const save = useSaveBells(plan?.id, onClose);
  const initial: BellsForm = plan ?? {
    name: '',
    firstDay: '',
    periods: [{ name: '', starts: '08:00', ends: '08:45' }],
  };
  return (
    <FormDialog<BellsForm, BellPlanWish>
      title={t('timetable.bells')}
      initial={initial}
      save={save}
      toBody={({ name, firstDay, periods }) => ({
        schoolId: school,
        name,
        firstDay,
        periods: periods.map((period, index) => ({
          number: index + 1,
          name: period.name,
          starts: period.starts,
          ends: period.ends,
        })),
      })}
      onClose={onClose}
    >
      <Form.Item name="name" label={t('timetable.name')} rules={[{ required: true }]}>
        <Input maxLength={80} />
      </Form.Item>
      <Form.Item name="firstDay" label={t('timetable.validFrom')} rules={[{ required: true }]}>
        <Input type="date" />
      </Form.Item>
      <Form.List name="periods">
        {(fields, { add, remove }) => (
          <>
            {fields.map(({ key, name }) => (
              <div key={key} className={styles['periodRow']}>
                <Form.Item name={[name, 'name']} noStyle rules={[{ required: true }]}>
                  <Input
                    aria-label={t('timetable.periodName', { number: name + 1 })}
                    placeholder={t('timetable.periodNumber', { number: name + 1 })}
                    maxLength={20}
                    style={{ width: 120 }}
                  />
                </Form.Item>
                <Form.Item name={[name, 'starts']} noStyle>
                  <Input type="time" aria-label={t('timetable.starts', { number: name + 1 })} style={{ width: 120 }} />
                </Form.Item>
                <Form.Item name={[name, 'ends']} noStyle>
                  <Input type="time" aria-label={t('timetable.ends', { number: name + 1 })} style={{ width: 120 }} />
                </Form.Item>
                <Button aria-label={t('timetable.removePeriod', { number: name + 1 })} onClick={() => remove(name)}>
                  ×
                </Button>
              </div>
            ))}
            <Button onClick={() => add({ name: '', starts: '', ends: '' })}>{t('timetable.addPeriod')}</Button>
          </>
        )}
      </Form.List>
    </FormDialog>
  );
}
