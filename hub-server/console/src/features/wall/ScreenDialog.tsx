import { FundProjectionScreenOutlined } from '@ant-design/icons';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Form, Input } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { ask, hub } from '../../api/client';
import { useWords } from '../../app/useWords';
import { FormDialog } from '../../components/FormDialog';
import { ShownOnce } from '../../components/ShownOnce';
import { useRights } from '../accounts/useRights';
import { useSession } from '../accounts/session';
import { placeOf } from './pressingAlarms';
import { writeWall, type WallView } from './wallView';
import styles from './ScreenDialog.module.css';

/** A screen's token ends by itself; whoever forgot about it then hears of it. */
const days = 365;

/** Makes an address with which a screen shows this wall by itself. */
export function ScreenButton({ view }: { view: WallView }) {
  const { t } = useWords();
  const may = useRights();
  const [open, setOpen] = useState(false);
  if (!may('connect-programs')) return null;
  return (
    <>
      <Button icon={<FundProjectionScreenOutlined aria-hidden />} onClick={() => setOpen(true)}>
        {t('screen.make')}
      </Button>
      {open && <ScreenDialog view={view} onClose={() => setOpen(false)} />}
    </>
  );
}

function ScreenDialog({ view, onClose }: { view: WallView; onClose: () => void }) {
  const { t } = useWords();
  const queryClient = useQueryClient();
  const own = useSession().data?.scope;
  const scope =
    placeOf(view) ?? (own === undefined ? undefined : { kind: own.kind, ...(own.id ? { id: own.id } : {}) });
  const make = useMutation({
    mutationFn: (name: string) =>
      ask(
        hub.POST('/api/v1/tokens', {
          body: {
            name,
            roles: ['viewer'],
            scope: scope ?? { kind: 'hub' },
            expiresAt: new Date(Date.now() + days * 86_400_000).toISOString(),
          },
        }),
      ),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['tokens'] }),
  });
  if (make.data !== undefined)
    return (
      <ShownOnce
        title={t('screen.made')}
        warning={t('screen.madeText')}
        secret={addressOf(location.origin, view, make.data.token)}
        onClose={onClose}
      >
        <p className={styles['text']}>
          {t('screen.end')} <Link to="/tokens">{t('tokens.title')}</Link>
        </p>
      </ShownOnce>
    );
  return (
    <FormDialog
      title={t('screen.make')}
      okText={t('screen.makeAddress')}
      initial={{ name: t('screen.usualName') }}
      save={make}
      toBody={({ name }) => name.trim()}
      onClose={onClose}
    >
      <p className={styles['text']}>{t('screen.makeText', { days })}</p>
      <Form.Item
        name="name"
        label={t('screen.name')}
        rules={[{ required: true, whitespace: true, message: t('form.required') }]}
      >
        <Input maxLength={100} />
      </Form.Item>
    </FormDialog>
  );
}

/** The token stands behind #: it is in no server's log, and the page takes it out of the address at once. */
export function addressOf(origin: string, view: WallView, token: string): string {
  const search = writeWall({ ...view, page: 1, large: undefined });
  search.set('kiosk', '1');
  return `${origin}/screen#${new URLSearchParams({ token, next: `/wall?${search}` })}`;
}
