import type { ReactElement } from 'react';
import { Field } from './Field';
import { JsonBox } from './JsonBox';
import { Refusal } from './Refusal';
import type { Faults } from './rules';
import type { Words } from './types';
import { useEquipmentWords } from './useEquipmentWords';
import type { Keep } from './useKeep';

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

interface FormEndProps<T> extends Pick<Keep, 'busy' | 'tried' | 'problem'> {
  /** Names the text, e.g. "This scene as JSON". */
  json: string;
  item: T;
  read: (json: unknown) => T | undefined;
  onItem: (item: T) => void;
  /** What is wrong with parts that have no field of their own. */
  faults: readonly string[];
  onCancel: () => void;
}

/** How every form ends: the same as JSON, what is wrong, save and cancel. */
export function FormEnd<T>(props: FormEndProps<T>): ReactElement {
  const { t } = useEquipmentWords();
  return (
    <>
      <details className="form-wide">
        <summary>{t('asJson')}</summary>
        <JsonBox label={props.json} value={props.item} read={props.read} onValue={props.onItem} rows={20} />
      </details>
      <div className="form-wide">
        {props.tried && props.faults.length > 0 && (
          <div className="form-problem" role="alert">
            <ul>
              {props.faults.map((fault) => (
                <li key={fault}>{fault}</li>
              ))}
            </ul>
          </div>
        )}
        <Refusal problem={props.problem} />
      </div>
      <div className="part-actions form-wide">
        <button type="submit" className="button button-strong" disabled={props.busy}>
          {t('keep')}
        </button>
        <button type="button" className="button" onClick={props.onCancel}>
          {t('cancel')}
        </button>
      </div>
    </>
  );
}
