import type { AssetState } from '../../api/types';
import { useWords } from '../../app/useWords';
import { StatusTag, type Glyph, type Tone } from '../../components/StatusTag';

const looks: Record<AssetState, [Tone, Glyph]> = {
  'in-use': ['green', 'dot'],
  'in-store': ['grey', 'ring'],
  'in-repair': ['orange', 'bang'],
  scrapped: ['grey', 'cross'],
};

export function AssetStateTag({ state }: { state: AssetState }) {
  const { t } = useWords();
  const [tone, glyph] = looks[state];
  return (
    <StatusTag tone={tone} glyph={glyph}>
      {t(`assetState.${state}`)}
    </StatusTag>
  );
}
