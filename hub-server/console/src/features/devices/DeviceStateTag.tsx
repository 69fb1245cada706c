import type { ListedState } from '../../api/types';
import { useWords } from '../../app/useWords';
import { StatusTag } from '../../components/StatusTag';
import { deviceLook } from './deviceLook';

export function DeviceStateTag({ state }: { state: ListedState }) {
  const { t } = useWords();
  const { tone, glyph } = deviceLook(state);
  return (
    <StatusTag tone={tone} glyph={glyph}>
      {t(`deviceState.${state}`)}
    </StatusTag>
  );
}
