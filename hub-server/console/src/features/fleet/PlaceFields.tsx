import { Form } from 'antd';
import { useWords } from '../../app/useWords';
import { RegionSelect } from './RegionSelect';
import { RoomSelect } from './RoomSelect';
import { SchoolSelect } from './SchoolSelect';

/** The form's members that say for which place a rule is. */
export interface PlaceForm {
  region?: string;
  school?: string;
  room?: string;
}

/** For a rule of a place: the district, a region, a school or a room; what is left out is all of it. */
export function PlaceFields() {
  const { t } = useWords();
  const school = Form.useWatch<string | undefined>('school');
  return (
    <>
      <Form.Item name="region" label={t('fleet.region')}>
        <RegionSelect allowClear label={t('fleet.region')} placeholder={t('reports.all')} />
      </Form.Item>
      <Form.Item name="school" label={t('fleet.school')}>
        <SchoolSelect allowClear label={t('fleet.school')} placeholder={t('filters.everySchool')} />
      </Form.Item>
      <Form.Item name="room" label={t('fleet.room')}>
        <RoomSelect allowClear label={t('fleet.room')} placeholder={t('filters.everyRoom')} school={school} />
      </Form.Item>
    </>
  );
}

/** The nearest place that was chosen; null: the whole district. */
export function placeIdOf({ region, school, room }: PlaceForm): string | null {
  return room ?? school ?? region ?? null;
}
