import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ask, hub } from '../../api/client';
import type { RecordingTrim, SetChapters } from '../../api/types';

function useAfterwards(id: string, onDone: () => void) {
  const queryClient = useQueryClient();
  return async () => {
    onDone();
    await queryClient.invalidateQueries({ queryKey: ['recording', id] });
  };
}

/** Without both ends all of it is played again. */
export function useTrim(id: string, onDone: () => void) {
  const onSuccess = useAfterwards(id, onDone);
  return useMutation({
    mutationFn: (body: RecordingTrim) =>
      ask(hub.PUT('/api/v1/recordings/{id}/trim', { params: { path: { id } }, body })),
    onSuccess,
  });
}

export function useSetChapters(id: string, onDone: () => void) {
  const onSuccess = useAfterwards(id, onDone);
  return useMutation({
    mutationFn: (body: SetChapters) =>
      ask(hub.PUT('/api/v1/recordings/{id}/chapters', { params: { path: { id } }, body })),
    onSuccess,
  });
}
