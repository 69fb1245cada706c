import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ApiError } from '../../api/ApiError';
import { ask, hub } from '../../api/client';
import type { Action } from './offered';

export interface Command {
  action: Action;
  title?: string;
  teacher?: string;
}

/** Sends a command and turns a refusal or a deadline passed into an error like any other. */
export function useCommand(roomId: string, onDone?: () => void) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: async (body: Command) => {
      const result = await ask(hub.POST('/api/v1/rooms/{id}/commands', { params: { path: { id: roomId } }, body }));
      if (result.outcome === 'expired') throw new ApiError(409, 'command_expired', 'The box did not answer in time.');
      if (result.outcome === 'refused')
        throw new ApiError(409, result.errorCode ?? 'command_refused', result.errorMessage ?? 'The box refused.');
      return result;
    },
    onSuccess: () => {
      onDone?.();
      return queryClient.invalidateQueries({ queryKey: ['room', roomId] });
    },
  });
}
