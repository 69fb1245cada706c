import { Checkbox, Form, Input, InputNumber } from 'antd';
import { useWords } from '../../app/useWords';
import { ask, hub } from '../../api/client';
import type { School, SchoolKind, SchoolTier } from '../../api/types';
import { NamedSelect } from '../../components/NamedSelect';
import { FormDialog } from '../../components/FormDialog';
import { useFleetChange } from './fleetChanges';
import { longestName, nameRules } from './nameRules';
import { RegionSelect } from './RegionSelect';
import { TagsField } from './TagsField';

export const schoolKinds: SchoolKind[] = ['centre-school', 'teaching-point', 'primary', 'junior', 'senior', 'other'];
export const schoolTiers: SchoolTier[] = ['none', 'demonstration', 'experimental', 'pilot'];

interface SchoolForm {
  name: string;
  kind: SchoolKind;
  tier: SchoolTier;
  regionId: string;
  liveMegabitsPerSecond: number | null;
  liveChat: boolean;
  tags: string[];
}

/** Creates a school in a region, or changes the given one; another region moves it there with all its rooms. */
export function SchoolDialog({
  regionId,
  school,
  onClose,
}: {
  regionId: string;
  school?: School;
  onClose: () => void;
}) {
  const { t } = useWords();
  const save = useFleetChange(
    (body: SchoolForm) =>
      school === undefined
        ? ask(hub.POST('/api/v1/schools', { body }))
        : ask(hub.PATCH('/api/v1/schools/{id}', { params: { path: { id: school.id } }, body })),
    onClose,
  );
  return (
    <FormDialog<SchoolForm, SchoolForm>
      title={school === undefined ? t('fleet.newSchool') : t('fleet.editSchool')}
      initial={{
        name: school?.name ?? '',
        kind: school?.kind ?? 'centre-school',
        tier: school?.tier ?? 'none',
        regionId,
        liveMegabitsPerSecond: school?.liveMegabitsPerSecond ?? null,
        liveChat: school?.liveChat ?? false,
        tags: school?.tags ?? [],
      }}
      save={save}
      toBody={(values) => ({
        ...values,
        name: values.name.trim(),
        // Nothing would leave it as it is.
        liveMegabitsPerSecond: values.liveMegabitsPerSecond ?? 0,
      })}
      onClose={onClose}
    >
      <Form.Item name="name" label={t('fleet.schoolName')} rules={nameRules(t)}>
        <Input maxLength={longestName} placeholder={t('fleet.schoolExample')} />
      </Form.Item>
      <Form.Item name="kind" label={t('fleet.kind')}>
        <NamedSelect
          label={t('fleet.kind')}
          options={schoolKinds.map((value) => ({ value, label: t(`schoolKind.${value}`) }))}
        />
      </Form.Item>
      <Form.Item name="tier" label={t('fleet.tier')}>
        <NamedSelect
          label={t('fleet.tier')}
          options={schoolTiers.map((value) => ({ value, label: t(`schoolTier.${value}`) }))}
        />
      </Form.Item>
      <TagsField />
      <Form.Item name="regionId" label={t('fleet.region')} extra={school && t('fleet.moveSchoolHint')}>
        <RegionSelect label={t('fleet.region')} />
      </Form.Item>
      <Form.Item name="liveMegabitsPerSecond" label={t('fleet.liveBudget')} extra={t('fleet.liveBudgetHint')}>
        <InputNumber
          min={0}
          max={10_000}
          step={1}
          suffix="Mbit/s"
          placeholder={t('fleet.liveUnlimited')}
          style={{ width: '100%' }}
        />
      </Form.Item>
      <Form.Item name="liveChat" valuePropName="checked" extra={t('fleet.liveChatHint')}>
        <Checkbox>{t('fleet.liveChat')}</Checkbox>
      </Form.Item>
    </FormDialog>
  );
}
