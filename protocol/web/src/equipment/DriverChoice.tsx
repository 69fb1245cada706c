import { useState, type ReactElement } from 'react';
import { driversThatMatch } from './driverSearch';
import { Field } from './Field';
import type { Driver } from './types';
import { useEquipmentWords } from './useEquipmentWords';

interface DriverChoiceProps {
  drivers: readonly Driver[];
  onDriver: (id: string) => void;
  onCancel: () => void;
}

/** Which kind of device: by maker, model or name, as it stands on its case. */
export function DriverChoice({ drivers, onDriver, onCancel }: DriverChoiceProps): ReactElement {
  const { t, of } = useEquipmentWords();
  const [wanted, setWanted] = useState('');
  const found = driversThatMatch(drivers, wanted);
  return (
    <div className="form driver-choice">
      <div className="form-wide drivers-head">
        <Field label={t('whichDriver')} hint={t('whichDriverHint')}>
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
          {t('cancel')}
        </button>
      </div>
      {found.length === 0 && <p className="form-wide">{t('noDriver')}</p>}
      <ul className="form-wide driver-list">
        {found.map((driver) => (
          <li key={driver.id}>
            <button type="button" className="driver" onClick={() => onDriver(driver.id)}>
              <span className="driver-name">{of(driver.names)}</span>
              <span className={driver.proof === 'unproven' ? 'driver-proof driver-unproven' : 'driver-proof'}>
                {t(`proof.${driver.proof}`)}
              </span>
              <span className="driver-models">{driver.models.join(' · ')}</span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
