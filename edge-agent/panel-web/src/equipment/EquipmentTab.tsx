import '@tongtang/web/equipment.css';
import { Refusal } from '@tongtang/web/equipment';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { DeviceStatus } from '../box/devices';
import { useDevices } from '../room/useDevices';
import { Devices } from './Devices';
import { EquipmentJson } from './EquipmentJson';
import { Rules } from './Rules';
import { Scenes } from './Scenes';
import { useEquipment } from './useEquipment';

const parts = ['devices', 'scenes', 'rules', 'json'] as const;
type Part = (typeof parts)[number];

/** All that the room has and does by itself, set up here as at the hub. */
export function EquipmentTab({ statuses }: { statuses: readonly DeviceStatus[] }): ReactElement {
  const { t } = useTranslation();
  const [part, setPart] = useState<Part>('devices');
  const desk = useEquipment();
  const known = useDevices(statuses);
  if (desk.equipment === null)
    return desk.problem === null ? <p className="quiet">{t('app.loading')}</p> : <Refusal problem={desk.problem} />;
  const parcel = { desk, equipment: desk.equipment, known };
  return (
    <section className="equipment" aria-label={t('installer.tabs.devices')}>
      <div className="segments" role="group" aria-label={t('equipment.parts')}>
        {parts.map((one) => (
          <button
            key={one}
            type="button"
            className="button segment"
            aria-pressed={part === one}
            onClick={() => setPart(one)}
          >
            {t(`equipment.part.${one}`)}
          </button>
        ))}
      </div>
      {part === 'devices' && <Devices {...parcel} statuses={statuses} />}
      {part === 'scenes' && <Scenes {...parcel} />}
      {part === 'rules' && <Rules {...parcel} />}
      {part === 'json' && <EquipmentJson {...parcel} />}
    </section>
  );
}
