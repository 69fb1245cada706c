import { equipmentOf, JsonBox, Refusal, type Equipment } from '@tongtang/web/equipment';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { PartProps } from './Devices';

/** The whole of it as text, for whoever knows what he does. */
export function EquipmentJson({ desk, equipment }: PartProps): ReactElement {
  const { t } = useTranslation();
  const [edited, setEdited] = useState<Equipment | null>(null);
  const [refused, setRefused] = useState<unknown>(null);
  const [kept, setKept] = useState(false);
  return (
    <form
      className="form form-large"
      onSubmit={(event) => {
        event.preventDefault();
        setRefused(null);
        desk
          .change(() => edited ?? equipment)
          .then(() => {
            setEdited(null);
            setKept(true);
          }, setRefused);
      }}
    >
      <p>{t('equipment.jsonText')}</p>
      <JsonBox
        label={t('equipment.json')}
        value={edited ?? equipment}
        read={equipmentOf}
        rows={22}
        onValue={(next) => {
          setKept(false);
          setEdited(next);
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
