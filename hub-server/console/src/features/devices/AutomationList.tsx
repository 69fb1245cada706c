import type { Words } from '@tongtang/web/equipment';
import { App, Button, Popconfirm } from 'antd';
import { useWords } from '../../app/useWords';
import { useProblemText } from '../../components/useProblemText';
import styles from './AutomationCard.module.css';
import { useNames } from './useNames';

interface AutomationListProps<T extends { id: string; names: Words }> {
  title: string;
  items: readonly T[];
  empty: string;
  add: string;
  /** A line beside its name. */
  about: (item: T) => string;
  onAdd: () => void;
  onEdit: (item: T) => void;
  onRemove: (id: string) => Promise<unknown>;
}

/** Scenes or rules, to be added, changed and removed. */
export function AutomationList<T extends { id: string; names: Words }>(props: AutomationListProps<T>) {
  const { t } = useWords();
  const names = useNames();
  const { message } = App.useApp();
  const text = useProblemText();
  return (
    <section aria-label={props.title}>
      <div className={styles['head']}>
        <h3>{props.title}</h3>
        <Button onClick={props.onAdd}>{props.add}</Button>
      </div>
      {props.items.length === 0 ? (
        <p className={styles['soft']}>{props.empty}</p>
      ) : (
        <ul>
          {props.items.map((item) => {
            const name = names.of(item.names, item.id);
            return (
              <li key={item.id} className={styles['item']}>
                <span className={styles['name']}>{name}</span>
                <span className={styles['soft']}>{props.about(item)}</span>
                <Button aria-label={t('devices.editOf', { name })} onClick={() => props.onEdit(item)}>
                  {t('devices.edit')}
                </Button>
                <Popconfirm
                  title={t('devices.removeSure', { name })}
                  okText={t('devices.remove')}
                  cancelText={t('form.cancel')}
                  okButtonProps={{ danger: true }}
                  onConfirm={() => {
                    props.onRemove(item.id).catch((error: unknown) => void message.error(text(error), 6));
                  }}
                >
                  <Button danger aria-label={t('devices.removeOf', { name })}>
                    {t('devices.remove')}
                  </Button>
                </Popconfirm>
              </li>
            );
          })}
        </ul>
      )}
    </section>
  );
}
