import { Field, useEquipmentWords, type Driver } from '@tongtang/web/equipment';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { driversThatMatch } from './driverSearch';

interface DriverChoiceProps {
  drivers: readonly Driver[];
  onDriver: (id: string) => void;
  onCancel: () => void;
}

/** Which kind of device: by maker, model or name, as it stands on its case. */
export function DriverChoice({ drivers, onDriver, onCancel }: DriverChoiceProps): ReactElement {
  const { t } = useTranslation();
  const { of } = useEquipmentWords();
  const [wanted, setWanted] = useState('');
  const found = driversThatMatch(drivers, wanted);
  return (
    <div className="drivers">
      <div className="drivers-head">
        <Field label={t('equipment.whichDriver')} hint={t('equipment.whichDriverHint')}>
          {(field) => (
            <input
              {...field}
              type="search"
              value={wanted}
              autoComplete="off"
              onChange={(event) => setWanted(event.target.value)}
            />
          )}
        </Field>
        <button type="button" className="button" onClick={onCancel}>
          {t('app.cancel')}
        </button>
      </div>
      {found.length === 0 && <p className="empty">{t('equipment.noDriver')}</p>}
      <ul className="driver-list">
        {found.map((driver) => (
          <li key={driver.id}>
            <button type="button" className="row" onClick={() => onDriver(driver.id)}>
              <span className="row-title">{of(driver.names)}</span>
              <span className={driver.proof === 'unproven' ? 'tag tag-refused' : 'tag'}>
                {t(`equipment.proof.${driver.proof}`)}
              </span>
              <span className="row-facts">{driver.models.join(' · ')}</span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
