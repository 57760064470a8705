import { EMPTY_FEED, type FeedState } from './feed-state.ts';
import { Store, useMember } from './store.ts';

/** Holds the last frame of the feed; a section keeps its identity until it changes. */
export const feedStore = new Store<FeedState>(EMPTY_FEED);

/** One section of the feed; the component renders again only when that section changes. */
export const useFeed = <Section extends keyof FeedState>(section: Section): FeedState[Section] =>
  useMember(feedStore, section);
