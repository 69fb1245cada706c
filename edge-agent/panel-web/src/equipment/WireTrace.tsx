import { Refusal, WireLog } from '@tongtang/web/equipment';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Wire } from './useWire';

/** The bytes between the box and a device, for ten minutes. */
export function WireTrace({ wire }: { wire: Wire }): ReactElement {
  const { t } = useTranslation();
  return (
    <section className="part" aria-label={t('equipment.wire')}>
      <h3>{t('equipment.wire')}</h3>
      <p className="quiet">{t('equipment.wireText')}</p>
      <div className="part-actions">
        <button type="button" className="button" onClick={wire.running ? wire.end : wire.begin}>
          {t(wire.running ? 'equipment.wireEnd' : 'equipment.wireBegin')}
        </button>
      </div>
      <Refusal problem={wire.problem} />
      {(wire.running || wire.pieces.length > 0) && <WireLog pieces={wire.pieces} missed={0} />}
    </section>
  );
}
