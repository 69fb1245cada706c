import { Form } from 'antd';
import { useWords } from '../../app/useWords';
import { RegionSelect } from '../fleet/RegionSelect';
import { RoomSelect } from '../fleet/RoomSelect';
import { SchoolSelect } from '../fleet/SchoolSelect';

export interface PlaceForm {
  regionId?: string;
  schoolId?: string;
  roomId?: string;
}

/** Where an asset stands: a room, or a school, or the office of a region; the narrowest counts. */
export function AssetPlaceFields() {
  const { t } = useWords();
  const form = Form.useFormInstance<PlaceForm>();
  const school = Form.useWatch('schoolId', form);
  const somewhere = () =>
    (form.getFieldValue('schoolId') ?? form.getFieldValue('regionId')) === undefined
      ? Promise.reject(new Error(t('assets.placeNeeded')))
      : Promise.resolve();
  return (
    <>
      <Form.Item name="schoolId" label={t('fleet.school')} rules={[{ validator: somewhere }]}>
        <ChangingSchool />
      </Form.Item>
      {school === undefined ? (
        <Form.Item name="regionId" label={t('fleet.region')} extra={t('assets.regionHint')}>
          <RegionSelect label={t('fleet.region')} allowClear />
        </Form.Item>
      ) : (
        <Form.Item name="roomId" label={t('fleet.room')} extra={t('assets.roomHint')}>
          <RoomSelect label={t('fleet.room')} school={school} allowClear />
        </Form.Item>
      )}
    </>
  );
}

interface ChangingSchoolProps {
  id?: string;
  value?: string | undefined;
  onChange?: (value: string | undefined) => void;
}

/** Another school has other rooms. */
function ChangingSchool({ onChange, ...select }: ChangingSchoolProps) {
  const { t } = useWords();
  const form = Form.useFormInstance<PlaceForm>();
  return (
    <SchoolSelect
      {...select}
      label={t('fleet.school')}
      allowClear
      onChange={(next) => {
        form.resetFields(['roomId']);
        onChange?.(next);
      }}
    />
  );
}

/** As the hub takes it. */
export function placeOf({ regionId, schoolId, roomId }: PlaceForm) {
  if (schoolId === undefined) return regionId === undefined ? {} : { regionId };
  return roomId === undefined ? { schoolId } : { roomId };
}
