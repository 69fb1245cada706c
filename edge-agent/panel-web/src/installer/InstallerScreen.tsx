import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { box } from '../box/api';
import type { BoxStatus } from '../box/status';
import { EquipmentTab } from '../equipment/EquipmentTab';
import { ClapTest } from './ClapTest';
import { Diagnosis } from './Diagnosis';
import { Enrolment } from './Enrolment';
import { PinPad } from './PinPad';
import { Sources } from './Sources';

const tabs = ['enrolment', 'sources', 'clap', 'devices', 'diagnosis'] as const;
type Tab = (typeof tabs)[number];

interface InstallerScreenProps {
  status: BoxStatus;
  /** The PIN was given, or the session ended: the event stream knows only the session it was opened with. */
  onSession: () => void;
}

/** Twenty minutes of an installer: join the hub, add the sources, clap, set up the devices. */
export function InstallerScreen({ status, onSession }: InstallerScreenProps): ReactElement {
  const { t } = useTranslation();
  const [tab, setTab] = useState<Tab>('enrolment');
  if (!status.installer) {
    return (
      <main className="installer installer-locked">
        <PinPad key={String(status.pinSet)} pinSet={status.pinSet} onEntered={onSession} />
      </main>
    );
  }
  return (
    <main className="installer">
      <div className="tabs">
        <div role="tablist" aria-label={t('installer.title')}>
          {tabs.map((one) => (
            <button
              key={one}
              type="button"
              role="tab"
              id={`tab-${one}`}
              aria-selected={tab === one}
              aria-controls="installer-panel"
              className="tab"
              onClick={() => setTab(one)}
            >
              {t(`installer.tabs.${one}`)}
            </button>
          ))}
        </div>
        <button type="button" className="button tabs-leave" onClick={() => void box.leave().finally(onSession)}>
          {t('installer.leave')}
        </button>
      </div>
      <div className="installer-panel" role="tabpanel" id="installer-panel" aria-labelledby={`tab-${tab}`}>
        {tab === 'enrolment' && <Enrolment status={status} />}
        {tab === 'sources' && <Sources recorder={status.recorder} />}
        {tab === 'clap' && <ClapTest />}
        {tab === 'devices' && <EquipmentTab statuses={status.devices} />}
        {tab === 'diagnosis' && <Diagnosis status={status} />}
      </div>
    </main>
  );
}
