import type { ReactElement } from 'react';
import { Field } from './Field';
import type { Faults } from './rules';
import type { Words } from './types';
import { useEquipmentWords } from './useEquipmentWords';

interface NamesFieldsProps<T extends { id: string; names: Words }> {
  item: T;
  isNew: boolean;
  most: number;
  faults: Faults;
  onItem: (item: T) => void;
}

/** What a scene or rule is called: Chinese, English, and the id that programs know it by. */
export function NamesFields<T extends { id: string; names: Words }>(props: NamesFieldsProps<T>): ReactElement {
  const { item, isNew, most, faults, onItem } = props;
  const { t, fault } = useEquipmentWords();
  return (
    <>
      {(['zh', 'en'] as const).map((language) => (
        <Field key={language} label={t(`names.${language}`)} fault={fault(faults[language])}>
          {(field) => (
            <input
              {...field}
              value={item.names[language]}
              maxLength={most}
              onChange={(event) => onItem({ ...item, names: { ...item.names, [language]: event.target.value } })}
            />
          )}
        </Field>
      ))}
      <Field label={t('id')} hint={t(isNew ? 'idHintShort' : 'idKept')} fault={fault(faults['id'])}>
        {(field) => (
          <input
            {...field}
            value={item.id}
            readOnly={!isNew}
            maxLength={32}
            spellCheck={false}
            autoComplete="off"
            onChange={(event) => onItem({ ...item, id: event.target.value })}
          />
        )}
      </Field>
    </>
  );
}

/** What is wrong with parts that have no field of their own. */
export function TriedFaults({ texts }: { texts: readonly string[] }): ReactElement | null {
  if (texts.length === 0) return null;
  return (
    <ul className="form-problem" role="alert">
      {texts.map((text) => (
        <li key={text}>{text}</li>
      ))}
    </ul>
  );
}

export function Actions({ busy, onCancel }: { busy: boolean; onCancel: () => void }): ReactElement {
  const { t } = useEquipmentWords();
  return (
    <div className="part-actions form-wide">
      <button type="submit" className="button button-strong" disabled={busy}>
        {t('keep')}
      </button>
      <button type="button" className="button" onClick={onCancel}>
        {t('cancel')}
      </button>
    </div>
  );
}
