import { useEquipmentWords, Refusal, type Driver } from '@tongtang/web/equipment';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { box } from '../box/api';
import type { FoundDevice } from '../box/devices';
import { useLoaded } from '../box/useLoaded';
import { codeText } from '../lesson/alarmText';

interface DeviceSearchProps {
  drivers: readonly Driver[];
  onAdd: (found: FoundDevice) => void;
  onBack: () => void;
}

/** Looks for devices in the network and on free serial ports; what it asks is harmless to whatever hears it. */
export function DeviceSearch({ drivers, onAdd, onBack }: DeviceSearchProps): ReactElement {
  const { t, i18n } = useTranslation();
  const { of } = useEquipmentWords();
  const { value: search, problem, reload } = useLoaded(box.deviceSearch, 1000);
  const [refused, setRefused] = useState<unknown>(null);
  const act = (work: () => Promise<unknown>): void => {
    setRefused(null);
    work().then(reload, setRefused);
  };
  const running = search?.state === 'running';
  const nameOf = (id: string): string => {
    const driver = drivers.find((one) => one.id === id);
    return driver ? of(driver.names) : id;
  };
  return (
    <div className="device-search">
      <p>{t('equipment.searchText')}</p>
      <div className="part-actions">
        {running ? (
          <>
            <progress
              aria-label={t('equipment.searching')}
              max={search.seconds}
              value={search.seconds - search.secondsLeft}
            />
            <span role="status">{t('equipment.searchLeft', { seconds: Math.ceil(search.secondsLeft) })}</span>
            <button type="button" className="button" onClick={() => act(box.endSearch)}>
              {t('equipment.searchEnd')}
            </button>
          </>
        ) : (
          <button type="button" className="button button-strong" onClick={() => act(box.searchDevices)}>
            {t(search?.state === 'done' ? 'equipment.searchAgain' : 'equipment.searchBegin')}
          </button>
        )}
        <button type="button" className="button" onClick={onBack}>
          {t('equipment.back')}
        </button>
      </div>
      <Refusal problem={refused ?? problem} />
      {search?.state === 'done' && search.found.length === 0 && (
        <p className="empty" role="status">
          {t('equipment.searchNone')}
        </p>
      )}
      <ul className="device-list">
        {search?.found.map((found) => (
          <li key={`${found.driver} ${found.key}`} className="source-row">
            <span className="source-what">
              <strong>{[found.name, found.model].filter(Boolean).join(' · ') || nameOf(found.driver)}</strong>
              <span className="quiet">
                {nameOf(found.driver)} · {String(found.connection['host'] || found.connection['path'] || found.key)}
              </span>
            </span>
            {found.device === undefined ? (
              <button
                type="button"
                className="button button-strong"
                aria-label={t('equipment.addFoundOf', { name: found.name || found.model || nameOf(found.driver) })}
                onClick={() => onAdd(found)}
              >
                {t('equipment.addFound')}
              </button>
            ) : (
              <span className="quiet">{t('equipment.foundKnown')}</span>
            )}
          </li>
        ))}
      </ul>
      {search?.state === 'done' &&
        search.problems.map((one) => (
          <p key={one.driver} className="quiet">
            {t('equipment.searchProblem', { driver: nameOf(one.driver), reason: codeText(i18n, one.code) })}
            <span className="detail-line" lang="en">
              {one.message}
            </span>
          </p>
        ))}
    </div>
  );
}
