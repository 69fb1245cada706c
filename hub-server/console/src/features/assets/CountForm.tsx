import { CameraOutlined } from '@ant-design/icons';
import { Alert, Button, Input } from 'antd';
import { useRef, useState } from 'react';
import { ask, hub } from '../../api/client';
import type { StockTake, StockTakeCount } from '../../api/types';
import { useWords } from '../../app/useWords';
import { useProblemText } from '../../components/useProblemText';
import { RoomSelect } from '../fleet/RoomSelect';
import { canScan, ScanView } from './ScanView';
import { useAssetChange } from './queries';

const looks = { found: 'success', elsewhere: 'warning', unknown: 'error', missing: 'info' } as const;

/** Counts by typing, by a scanner that types, or by the phone's camera where the browser reads codes itself. */
export function CountForm({ take }: { take: StockTake }) {
  const { t } = useWords();
  const text = useProblemText();
  const [code, setCode] = useState('');
  const [room, setRoom] = useState<string>();
  const [scanning, setScanning] = useState(false);
  const [last, setLast] = useState<StockTakeCount>();
  const lastScan = useRef('');
  const count = useAssetChange(
    (scanned: string) =>
      ask(
        hub.POST('/api/v1/stock-takes/{id}/counts', {
          params: { path: { id: take.id } },
          body: { code: scanned, roomId: room ?? null },
        }),
      ),
    (answer) => {
      setLast(answer);
      setCode('');
    },
  );
  const type = () => {
    if (code.trim() !== '') count.mutate(code.trim());
  };
  const scan = (found: string) => {
    // The camera sees the same label many times a second.
    if (found === lastScan.current || count.isPending) return;
    lastScan.current = found;
    count.mutate(found);
  };
  return (
    <div style={{ display: 'grid', gap: 10, marginTop: 10 }}>
      {take.roomId === null && (
        <RoomSelect
          label={t('stockTake.standing')}
          placeholder={t('stockTake.standing')}
          school={take.schoolId ?? undefined}
          value={room}
          onChange={setRoom}
          allowClear
        />
      )}
      <form
        style={{ display: 'flex', gap: 8 }}
        onSubmit={(event) => {
          event.preventDefault();
          type();
        }}
      >
        <Input
          size="large"
          value={code}
          maxLength={300}
          aria-label={t('stockTake.code')}
          placeholder={t('stockTake.code')}
          autoComplete="off"
          enterKeyHint="done"
          onChange={({ target }) => setCode(target.value)}
        />
        <Button size="large" type="primary" htmlType="submit" loading={count.isPending}>
          {t('stockTake.count')}
        </Button>
      </form>
      {canScan() ? (
        <Button icon={<CameraOutlined aria-hidden />} onClick={() => setScanning(!scanning)}>
          {scanning ? t('stockTake.scanEnd') : t('stockTake.scan')}
        </Button>
      ) : (
        <p style={{ margin: 0 }}>{t('stockTake.noScan')}</p>
      )}
      {scanning && <ScanView onFound={scan} />}
      <div role="status">
        {count.isError ? (
          <Alert type="error" showIcon title={text(count.error)} />
        ) : (
          last !== undefined && <Counted count={last} />
        )}
      </div>
    </div>
  );
}

function Counted({ count: { item, again } }: { count: StockTakeCount }) {
  const { t } = useWords();
  const name = [item.code, item.name].filter(Boolean).join(' ');
  return (
    <Alert
      type={looks[item.outcome]}
      showIcon
      title={`${t(`stockTake.${item.outcome}`)} · ${name}`}
      description={[again ? t('stockTake.again') : '', item.outcome === 'elsewhere' ? item.registeredPlace : '']
        .filter(Boolean)
        .join(' · ')}
    />
  );
}
