import type { Term } from '../../api/types';
import { useWords } from '../../app/useWords';
import { NamedSelect } from '../../components/NamedSelect';
import styles from './Timetable.module.css';

interface TermSelectProps {
  terms: Term[];
  value: string;
  onChange: (term: string) => void;
}

export function TermSelect({ terms, value, onChange }: TermSelectProps) {
  const { t } = useWords();
  return (
    <div className={styles['bar']}>
      <div className={styles['school']}>
        <NamedSelect<string>
          label={t('timetable.term')}
          value={value}
          onChange={onChange}
          options={terms.map((term) => ({
            value: term.id,
            label: `${term.name} (${term.firstDay} – ${term.lastDay})`,
          }))}
          style={{ width: '100%' }}
        />
      </div>
    </div>
  );
}
