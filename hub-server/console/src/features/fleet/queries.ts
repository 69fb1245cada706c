import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { ask, hub } from '../../api/client';
import type { Page } from '../../api/types';

/** What one level of the tree shows before "more": a school's rooms nearly always fit. */
const treePageSize = 100;

function nextPage({ page, pageSize, total }: Page<unknown>): number | undefined {
  return page * pageSize < total ? page + 1 : undefined;
}

export function useRegionTree() {
  return useInfiniteQuery({
    queryKey: ['regions', 'tree'],
    initialPageParam: 1,
    queryFn: ({ pageParam: page, signal }) =>
      ask(hub.GET('/api/v1/regions', { params: { query: { page, pageSize: treePageSize } }, signal })),
    getNextPageParam: nextPage,
  });
}

export function useSchoolTree(region: string) {
  return useInfiniteQuery({
    queryKey: ['schools', 'tree', region],
    initialPageParam: 1,
    queryFn: ({ pageParam: page, signal }) =>
      ask(hub.GET('/api/v1/schools', { params: { query: { page, pageSize: treePageSize, region } }, signal })),
    getNextPageParam: nextPage,
  });
}

export function useRoomTree(school: string) {
  return useInfiniteQuery({
    queryKey: ['rooms', 'tree', school],
    initialPageParam: 1,
    queryFn: ({ pageParam: page, signal }) =>
      ask(hub.GET('/api/v1/rooms', { params: { query: { page, pageSize: treePageSize, school } }, signal })),
    getNextPageParam: nextPage,
  });
}

export function useRegions(page: number) {
  return useQuery({
    queryKey: ['regions', 'list', page],
    queryFn: ({ signal }) => ask(hub.GET('/api/v1/regions', { params: { query: { page, pageSize: 50 } }, signal })),
    placeholderData: keepPreviousData,
  });
}

export function useRegion(id: string) {
  return useQuery({
    queryKey: ['regions', 'one', id],
    queryFn: ({ signal }) => ask(hub.GET('/api/v1/regions/{id}', { params: { path: { id } }, signal })),
  });
}

export interface SchoolQuery {
  region?: string;
  kind?: string;
  tier?: string;
  tag?: string;
  q?: string;
  page: number;
}

export function useSchools(query: SchoolQuery) {
  return useQuery({
    queryKey: ['schools', 'list', query],
    queryFn: ({ signal }) => ask(hub.GET('/api/v1/schools', { params: { query: { ...query, pageSize: 50 } }, signal })),
    placeholderData: keepPreviousData,
  });
}

export function useSchool(id: string) {
  return useQuery({
    queryKey: ['schools', 'one', id],
    queryFn: ({ signal }) => ask(hub.GET('/api/v1/schools/{id}', { params: { path: { id } }, signal })),
  });
}

export interface RoomQuery {
  region?: string;
  school?: string;
  presence?: string;
  recorder?: string;
  silent?: boolean;
  tag?: string;
  q?: string;
  sort?: string;
  page: number;
  pageSize: number;
}

export function useRooms(query: RoomQuery, enabled = true) {
  return useQuery({
    queryKey: ['rooms', 'list', query],
    queryFn: ({ signal }) => ask(hub.GET('/api/v1/rooms', { params: { query }, signal })),
    placeholderData: keepPreviousData,
    enabled,
  });
}

export function useRoom(id: string) {
  return useQuery({
    queryKey: ['room', id],
    queryFn: ({ signal }) => ask(hub.GET('/api/v1/rooms/{id}', { params: { path: { id } }, signal })),
  });
}

export function useTags() {
  return useQuery({
    queryKey: ['choices', 'tags'],
    queryFn: ({ signal }) => ask(hub.GET('/api/v1/tags', { signal })),
    staleTime: 60_000,
  });
}

export function useFleetImports(page: number) {
  const query = { page, pageSize: 20 };
  return useQuery({
    queryKey: ['fleetImports', query],
    queryFn: ({ signal }) => ask(hub.GET('/api/v1/fleet/imports', { params: { query }, signal })),
    placeholderData: keepPreviousData,
  });
}
