import { equipmentOf, JsonBox, Refusal, type Equipment } from '@tongtang/web/equipment';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { PartProps } from './Devices';

/** The whole of it as text, for whoever knows what he does. */
export function EquipmentJson({ desk, equipment }: PartProps): ReactElement {
  const { t } = useTranslation();
  const [edited, setEdited] = useState<{ equipment: Equipment; seen: string } | null>(null);
  const [refused, setRefused] = useState<unknown>(null);
  const [kept, setKept] = useState(false);
  return (
    <form
      className="form form-large"
      onSubmit={(event) => {
        event.preventDefault();
        setRefused(null);
        if (edited === null) return;
        desk.replace(edited.equipment, edited.seen).then(() => {
          setEdited(null);
          setKept(true);
        }, setRefused);
      }}
    >
      <p>{t('equipment.jsonText')}</p>
      <JsonBox
        label={t('equipment.json')}
        value={edited?.equipment ?? equipment}
        read={equipmentOf}
        rows={22}
        onValue={(next) => {
          setKept(false);
          setEdited({ equipment: next, seen: edited?.seen ?? desk.version });
        }}
      />
      <Refusal problem={refused} />
      <div className="part-actions">
        <button type="submit" className="button button-strong" disabled={edited === null}>
          {t('app.save')}
        </button>
        <span role="status">{kept ? t('equipment.kept') : ''}</span>
      </div>
    </form>
  );
}
