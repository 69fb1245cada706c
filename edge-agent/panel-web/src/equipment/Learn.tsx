import { asText, freshId, JsonBox, Refusal, spacedHex, type TracedPiece } from '@tongtang/web/equipment';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { box } from '../box/api';
import { heardOf, meanings, tableOf, type LearnedTable, type Meaning } from './learning';

interface LearnProps {
  device: string;
  name: string;
  pieces: readonly TracedPiece[];
  /** The table is on the box: from now on the device has it. */
  onTable: (file: string) => Promise<unknown>;
}

/** For a panel without a driver: press its keys, see what it says, say what that means; from this a command table is made. */
export function Learn({ device, name, pieces, onTable }: LearnProps): ReactElement {
  const { t } = useTranslation();
  const [named, setNamed] = useState<ReadonlyMap<string, Meaning>>(new Map());
  const [edited, setEdited] = useState<LearnedTable | null>(null);
  const [refused, setRefused] = useState<unknown>(null);
  const [kept, setKept] = useState('');
  const heard = heardOf(pieces);
  const table = edited ?? tableOf(name, [...named]);

  function call(hex: string, meaning: string): void {
    const next = new Map(named);
    const known = meanings.find((one) => one === meaning);
    if (known) next.set(hex, known);
    else next.delete(hex);
    setNamed(next);
    setEdited(null);
    setKept('');
  }

  async function keep(learned: LearnedTable): Promise<void> {
    const files = await box.driverFiles('command-table', new AbortController().signal);
    const taken = files.map((file) => ({ id: file.replace(/\.json$/, '') }));
    const file = `${freshId(`learned-${device}`, taken)}.json`;
    await box.keepDriverFile('command-table', file, learned);
    await onTable(file);
    setKept(file);
  }

  return (
    <section className="part" aria-label={t('equipment.learn')}>
      <h3>{t('equipment.learn')}</h3>
      <p className="quiet">{t('equipment.learnText')}</p>
      {heard.length === 0 && <p className="empty">{t('equipment.learnNone')}</p>}
      <ul className="learn">
        {heard.map(({ hex, count }) => (
          <li key={hex} className="source-row">
            <span className="source-what">
              <code>{spacedHex(hex)}</code>
              <span className="quiet">
                {asText(hex)} · {t('equipment.learnTimes', { count })}
              </span>
            </span>
            <span className="field learn-meaning">
              <select
                aria-label={t('equipment.learnMeaningOf', { bytes: spacedHex(hex) })}
                value={named.get(hex) ?? ''}
                onChange={(event) => call(hex, event.target.value)}
              >
                <option value="">{t('equipment.learnNothing')}</option>
                {meanings.map((meaning) => (
                  <option key={meaning} value={meaning}>
                    {t(`equipment.meaning.${meaning}`)}
                  </option>
                ))}
              </select>
            </span>
          </li>
        ))}
      </ul>
      {table && (
        <>
          <JsonBox
            label={t('equipment.learnTable')}
            value={table}
            read={(json) => (typeof json === 'object' && json !== null ? (json as LearnedTable) : undefined)}
            onValue={setEdited}
            rows={14}
          />
          <div className="part-actions">
            <button
              type="button"
              className="button button-strong"
              onClick={() => {
                setRefused(null);
                keep(table).catch(setRefused);
              }}
            >
              {t('equipment.learnKeep')}
            </button>
            <span role="status">{kept === '' ? '' : t('equipment.learnKept', { file: kept })}</span>
          </div>
        </>
      )}
      <Refusal problem={refused} />
    </section>
  );
}
