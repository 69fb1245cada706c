import { App, Form, Radio } from 'antd';
import { useMutation } from '@tanstack/react-query';
import { useWords } from '../../app/useWords';
import { ask, hub } from '../../api/client';
import type { AddedToCollection } from '../../api/types';
import { FormDialog } from '../../components/FormDialog';
import { RemoteSelect } from '../../components/RemoteSelect';
import { CollectionFields, useInitial } from './CollectionDialog';
import { collectionOf, type CollectionForm } from './collectionForm';
import { useAddToCollection, useCreateCollection } from './queries';

interface AddForm extends CollectionForm {
  into: 'known' | 'new';
  collection?: string;
}

/** Puts recordings at the end of a collection, or of a new one. */
export function AddToCollectionDialog({ recordingIds, onClose }: { recordingIds: string[]; onClose: () => void }) {
  const { t } = useWords();
  const { message } = App.useApp();
  const initial = useInitial();
  const create = useCreateCollection();
  const add = useAddToCollection();
  const save = useMutation<AddedToCollection, Error, AddForm>({
    mutationFn: async (values) => {
      const id =
        values.into === 'known' ? (values.collection ?? '') : (await create.mutateAsync(collectionOf(values))).id;
      return add.mutateAsync({ id, recordingIds });
    },
    onSuccess: ({ added, alreadyIn }) => {
      void message.success(
        `${t('collections.added', { count: added })}${alreadyIn > 0 ? ` ${t('collections.alreadyIn', { count: alreadyIn })}` : ''}`,
      );
      onClose();
    },
  });
  return (
    <FormDialog<AddForm, AddForm>
      title={t('collections.add', { count: recordingIds.length })}
      initial={{ ...initial, into: 'known' }}
      save={save}
      toBody={(values) => values}
      onClose={onClose}
    >
      <Form.Item name="into" label={t('collections.into')}>
        <Radio.Group
          options={[
            { value: 'known', label: t('collections.known') },
            { value: 'new', label: t('collections.create') },
          ]}
        />
      </Form.Item>
      <Target />
    </FormDialog>
  );
}

function Target() {
  const { t } = useWords();
  if (Form.useWatch<AddForm['into'] | undefined>('into') === 'new') return <CollectionFields />;
  return (
    <Form.Item name="collection" label={t('collections.one')} rules={[{ required: true, message: t('form.required') }]}>
      <RemoteSelect
        name={['collections']}
        label={t('collections.one')}
        search={async (q, signal) => {
          const query = { changeable: true, pageSize: 50, ...(q === '' ? {} : { q }) };
          const { items } = await ask(hub.GET('/api/v1/collections', { params: { query }, signal }));
          return items.map(({ id, name }) => ({ value: id, label: name }));
        }}
      />
    </Form.Item>
  );
}
