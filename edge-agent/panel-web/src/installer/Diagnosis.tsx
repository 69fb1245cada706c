import { problemText } from '@tongtang/web';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { box } from '../box/api';
import type { BoxStatus } from '../box/status';
import { useLoaded } from '../box/useLoaded';
import { alarmText } from '../lesson/alarmText';
import { ConfirmedButton } from '../look/ConfirmedButton';

/** What the box has to say of itself: its alarms, and what the hub does not take. */
export function Diagnosis({ status }: { status: BoxStatus }): ReactElement {
  const { t, i18n } = useTranslation();
  const { value: kept, problem: unread, reload } = useLoaded(box.quarantine);
  const [problem, setProblem] = useState<unknown>(null);

  function run(work: () => Promise<unknown>): void {
    setProblem(null);
    work().catch(setProblem).finally(reload);
  }

  const shown = problem ?? unread;
  return (
    <section className="form">
      <h2>{t('diagnosis.alarms')}</h2>
      {status.alarms.length === 0 && <p className="good">{t('diagnosis.noAlarms')}</p>}
      <ul className="clap-list">
        {status.alarms.map((alarm) => (
          <li key={alarm.key} className="source-row">
            <strong>{alarmText(i18n, alarm, status.recorder.sources, status.devices)}</strong>
            <span className="quiet">{new Date(alarm.raisedAt).toLocaleString(i18n.language)}</span>
          </li>
        ))}
      </ul>
      <h2>{t('diagnosis.quarantine')}</h2>
      <p>{t(kept?.length === 0 ? 'diagnosis.noQuarantine' : 'diagnosis.explain')}</p>
      <ul className="clap-list">
        {kept?.map((item) => (
          <li key={item.id} className="source-row">
            <strong>{item.what}</strong>
            <span className="quiet">
              {item.at === null ? '' : new Date(item.at).toLocaleString(i18n.language)} {item.code}: {item.reason}
            </span>
            <button type="button" className="button" onClick={() => run(() => box.retryItem(item.id))}>
              {t('diagnosis.retry')}
            </button>
            <ConfirmedButton
              text={t('diagnosis.delete')}
              warning={t('diagnosis.deleteWarning')}
              yes={t('diagnosis.delete')}
              danger
              onConfirm={() => run(() => box.deleteItem(item.id))}
            />
          </li>
        ))}
      </ul>
      {kept !== null && kept.length > 0 && (
        <a className="button" href="/api/v1/quarantine/export" download>
          {t('diagnosis.export')}
        </a>
      )}
      {shown !== null && (
        <p className="form-problem" role="alert">
          {problemText(i18n, shown)}
        </p>
      )}
    </section>
  );
}
