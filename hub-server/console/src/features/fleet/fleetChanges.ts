import { useMutation, useQueryClient } from '@tanstack/react-query';

/** A change of the tree: afterwards everything that shows it is asked for again. */
export function useFleetChange<TValues>(change: (values: TValues) => Promise<unknown>, onDone: () => void) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: async () => {
      onDone();
      await Promise.all(
        ['regions', 'schools', 'rooms', 'room'].map((name) => queryClient.invalidateQueries({ queryKey: [name] })),
      );
    },
  });
}
