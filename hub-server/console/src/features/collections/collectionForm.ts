import type { CreateCollection, Scope } from '../../api/types';

export interface CollectionForm {
  name: string;
  description?: string;
  kind: Scope['kind'];
  region?: string;
  school?: string;
}

export function collectionOf({ name, description, kind, region, school }: CollectionForm): CreateCollection {
  const id = kind === 'region' ? region : kind === 'school' ? school : undefined;
  return { name: name.trim(), description: (description ?? '').trim(), place: { kind, id: id ?? null } };
}
