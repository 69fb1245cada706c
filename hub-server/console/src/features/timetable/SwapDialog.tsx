import { Checkbox, Form, Input, InputNumber } from 'antd';
import { useState } from 'react';
import type { DatedLesson, SwapWish } from '../../api/types';
import { useWords } from '../../app/useWords';
import { FormDialog } from '../../components/FormDialog';
import { NamedSelect } from '../../components/NamedSelect';
import { RoomSelect } from '../fleet/RoomSelect';
import { useCreateSwap, useWeek } from './queries';
import { mondayOf } from './timetableView';

interface SwapForm {
  kind: SwapWish['kind'];
  toDate: string;
  toPeriod: number;
  toRoomId: string | undefined;
  toTeacher: string;
  otherWeek: string;
  other: string | undefined;
  reason: string;
  allowConflicts: boolean;
}

const kinds = ['move', 'exchange', 'substitute', 'cancel'] as const;

/** One lesson of one date taught otherwise. */
export function SwapDialog(props: { lesson: DatedLesson; school: string; onClose: () => void }) {
  const { lesson, school, onClose } = props;
  const { t } = useWords();
  const save = useCreateSwap(onClose);
  const initial: SwapForm = {
    kind: 'move',
    toDate: lesson.date,
    toPeriod: lesson.period,
    toRoomId: lesson.roomId,
    toTeacher: '',
    otherWeek: lesson.date,
    other: undefined,
    reason: '',
    allowConflicts: false,
  };
  return (
    <FormDialog<SwapForm, SwapWish>
      title={t('timetable.swapTitle', { lesson: `${lesson.subject} ${lesson.className}`.trim(), date: lesson.date })}
      initial={initial}
      save={save}
      toBody={(form) => toWish(lesson, form)}
      okText={t('timetable.swapDo')}
      onClose={onClose}
    >
      <Form.Item name="kind" label={t('timetable.swapKind')}>
        <NamedSelect
          label={t('timetable.swapKind')}
          options={kinds.map((value) => ({ value, label: t(`timetable.kind.${value}`) }))}
        />
      </Form.Item>
      <Form.Item<SwapForm> noStyle dependencies={['kind']}>
        {({ getFieldValue }) => (
          <KindFields kind={getFieldValue('kind') as SwapWish['kind']} school={school} lesson={lesson} />
        )}
      </Form.Item>
      <Form.Item name="reason" label={t('timetable.reason')}>
        <Input maxLength={200} />
      </Form.Item>
      <Form.Item name="allowConflicts" valuePropName="checked">
        <Checkbox>{t('timetable.allowConflicts')}</Checkbox>
      </Form.Item>
    </FormDialog>
  );
}

function KindFields({ kind, school, lesson }: { kind: SwapWish['kind']; school: string; lesson: DatedLesson }) {
  const { t } = useWords();
  if (kind === 'cancel') return null;
  if (kind === 'substitute')
    return (
      <Form.Item name="toTeacher" label={t('timetable.toTeacher')} rules={[{ required: true }]}>
        <Input maxLength={80} />
      </Form.Item>
    );
  if (kind === 'exchange') return <OtherLesson school={school} lesson={lesson} />;
  return (
    <>
      <Form.Item name="toDate" label={t('timetable.toDate')}>
        <Input type="date" />
      </Form.Item>
      <Form.Item name="toPeriod" label={t('timetable.toPeriod')}>
        <InputNumber min={1} max={99} />
      </Form.Item>
      <Form.Item name="toRoomId" label={t('timetable.toRoom')}>
        <RoomSelect school={school} label={t('timetable.toRoom')} />
      </Form.Item>
    </>
  );
}

/** Of the same room, in the week of a date. */
function OtherLesson({ school, lesson }: { school: string; lesson: DatedLesson }) {
  const { t } = useWords();
  const [day, setDay] = useState(lesson.date);
  const week = useWeek({ tab: 'week', school, room: lesson.roomId, teacher: undefined, week: mondayOf(day) });
  const others = (week.data?.days ?? []).flatMap((one) => one.lessons).filter((one) => one.id !== lesson.id);
  return (
    <>
      <Form.Item label={t('timetable.otherWeek')} htmlFor="otherWeek">
        <Input
          id="otherWeek"
          type="date"
          value={day}
          onChange={({ target }) => target.value !== '' && setDay(target.value)}
        />
      </Form.Item>
      <Form.Item name="other" label={t('timetable.otherLesson')} rules={[{ required: true }]}>
        <NamedSelect
          label={t('timetable.otherLesson')}
          options={others.map((one) => ({
            value: `${one.lessonId} ${one.from}`,
            label: `${one.date} ${one.periodName} ${one.subject} ${one.teacher}`,
          }))}
        />
      </Form.Item>
    </>
  );
}

function toWish(lesson: DatedLesson, form: SwapForm): SwapWish {
  const [otherLessonId, otherDate] = (form.other ?? '').split(' ');
  return {
    kind: form.kind,
    lessonId: lesson.lessonId,
    date: lesson.from,
    reason: form.reason,
    allowConflicts: form.allowConflicts,
    toDate: form.kind === 'move' ? form.toDate : null,
    toPeriod: form.kind === 'move' ? form.toPeriod : null,
    toRoomId: form.kind === 'move' ? (form.toRoomId ?? null) : null,
    toTeacher: form.kind === 'substitute' ? form.toTeacher : null,
    otherLessonId: form.kind === 'exchange' ? (otherLessonId ?? null) : null,
    otherDate: form.kind === 'exchange' ? (otherDate ?? null) : null,
  };
}
