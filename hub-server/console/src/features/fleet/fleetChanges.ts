import { useMutation, useQueryClient } from '@tanstack/react-query';

/**
 * A change of the tree: afterwards everything that shows it is asked for again, but for what is gone, whose page may
 * still stand there for a moment.
 */
export function useFleetChange<TValues, TResult = unknown>(
  change: (values: TValues) => Promise<TResult>,
  onDone: () => void,
  gone?: string,
) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: async () => {
      onDone();
      await queryClient.invalidateQueries({
        predicate: ({ queryKey: [list, ...rest] }) =>
          ['regions', 'schools', 'rooms', 'room', 'choices', 'fleetImports'].includes(String(list)) &&
          !(gone !== undefined && rest.includes(gone)),
      });
    },
  });
}
