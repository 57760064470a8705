import { useSyncExternalStore } from 'react';

/** A piece of state outside React: set replaces members, and listeners hear of every change. */
export class Store<T extends object> {
  #state: T;
  readonly #listeners = new Set<() => void>();

  constructor(initial: T) {
    this.#state = initial;
  }

  get state(): T {
    return this.#state;
  }

  set(patch: Partial<T>): void {
    this.#state = { ...this.#state, ...patch };
    for (const listener of this.#listeners) listener();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
}

/** One member of a store; the component renders again only when that member changes. */
export function useMember<T extends object, Member extends keyof T>(store: Store<T>, member: Member): T[Member] {
  return useSyncExternalStore(store.subscribe, () => store.state[member]);
}
