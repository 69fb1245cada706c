import { Refusal, wordsIn, type Words } from '@tongtang/web/equipment';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { ConfirmedButton } from '../look/ConfirmedButton';

interface NamedListProps<T extends { id: string; names: Words }> {
  items: readonly T[];
  empty: string;
  add: string;
  /** A line below its name. */
  about: (item: T) => string;
  onAdd: () => void;
  onEdit: (item: T) => void;
  onRemove: (id: string) => Promise<unknown>;
}

/** Scenes or rules, to be added, changed and removed. */
export function NamedList<T extends { id: string; names: Words }>(props: NamedListProps<T>): ReactElement {
  const { t, i18n } = useTranslation();
  const [refused, setRefused] = useState<unknown>(null);
  return (
    <>
      {props.items.length === 0 && <p className="empty">{props.empty}</p>}
      <ul className="device-list">
        {props.items.map((item) => {
          const name = wordsIn(i18n.language, item.names);
          return (
            <li key={item.id} className="source-row">
              <span className="source-what">
                <strong>{name}</strong>
                <span className="quiet">{props.about(item)}</span>
              </span>
              <span className="part-actions">
                <button
                  type="button"
                  className="button"
                  aria-label={t('equipment.editOf', { name })}
                  onClick={() => props.onEdit(item)}
                >
                  {t('equipment.edit')}
                </button>
                <ConfirmedButton
                  danger
                  text={t('equipment.remove')}
                  warning={t('equipment.confirmRemove', { name })}
                  yes={t('equipment.confirmRemoveYes')}
                  onConfirm={() => {
                    setRefused(null);
                    props.onRemove(item.id).catch(setRefused);
                  }}
                />
              </span>
            </li>
          );
        })}
      </ul>
      <Refusal problem={refused} />
      <div className="part-actions">
        <button type="button" className="button button-strong" onClick={props.onAdd}>
          {props.add}
        </button>
      </div>
    </>
  );
}
