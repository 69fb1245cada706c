import { freshId, newCondition, RuleForm, withItem, without, type ConfiguredRule } from '@tongtang/web/equipment';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { PartProps } from './Devices';
import { NamedList } from './NamedList';

/** What the room does by itself. */
export function Rules({ desk, equipment, known }: PartProps): ReactElement {
  const { t } = useTranslation();
  const [editing, setEditing] = useState<{ rule: ConfiguredRule; isNew: boolean } | null>(null);
  const { rules, scenes } = equipment;
  if (editing) {
    const { rule, isNew } = editing;
    return (
      <RuleForm
        title={t(isNew ? 'equipment.newRule' : 'equipment.editRule')}
        rule={rule}
        isNew={isNew}
        others={rules.filter((one) => one.id !== rule.id)}
        devices={known}
        scenes={scenes}
        onKeep={async (next) => {
          await desk.change((now) => ({ ...now, rules: withItem(now.rules, isNew ? null : rule.id, next) }));
          setEditing(null);
        }}
        onCancel={() => setEditing(null)}
      />
    );
  }
  const fresh = (): ConfiguredRule => ({
    id: freshId('rule', rules),
    names: { zh: '', en: '' },
    enabled: true,
    when: newCondition('reading', known),
    then: [],
  });
  return (
    <NamedList
      items={rules}
      empty={t('equipment.noRules')}
      add={t('equipment.addRule')}
      about={(rule) => t(rule.enabled === false ? 'equipment.ruleOff' : 'equipment.ruleOn')}
      onAdd={() => setEditing({ rule: fresh(), isNew: true })}
      onEdit={(rule) => setEditing({ rule, isNew: false })}
      onRemove={(id) => desk.change((now) => ({ ...now, rules: without(now.rules, id) }))}
    />
  );
}
