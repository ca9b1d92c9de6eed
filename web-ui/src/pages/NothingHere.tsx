import {
  Button,
  EmptyState,
  EmptyStateActions,
  EmptyStateBody,
  EmptyStateFooter,
  List,
  ListItem,
} from '@patternfly/react-core';
import type { Image } from '../api/client';
import { buildable, toCome } from './readiness';

/** Why the catalogue shows no version, and what to do about it. */
export function NothingHere({
  images,
  isFiltered,
  elsewhere,
  onShowAll,
  onDropFilters,
}: {
  images: Image[];
  isFiltered: boolean;
  /** How many versions match that are not ready here. */
  elsewhere: number;
  onShowAll: () => void;
  onDropFilters: () => void;
}) {
  const builds = isFiltered ? [] : buildable(images).slice(0, 3);
  return (
    <EmptyState
      headingLevel="h2"
      titleText={isFiltered ? 'Nothing here matches' : 'Nothing can be launched here yet'}
    >
      <EmptyStateBody>
        {!isFiltered &&
          'An image must be built or fetched first; a launch fetches what a registry has by itself.'}
        {builds.length > 0 && (
          <>
            {' On this machine, an administrator builds one for example by'}
            <List isPlain className="slipway-above">
              {builds.map((version) => (
                <ListItem key={version.build}>
                  <code>{version.build}</code> ({toCome(version)})
                </ListItem>
              ))}
            </List>
          </>
        )}
      </EmptyStateBody>
      <EmptyStateFooter>
        <EmptyStateActions>
          {elsewhere > 0 && (
            <Button variant="primary" onClick={onShowAll}>
              Show {elsewhere === 1 ? 'one' : `all ${elsewhere}`} that must be built or fetched first
            </Button>
          )}
          {isFiltered && (
            <Button variant="link" onClick={onDropFilters}>
              Drop the filters
            </Button>
          )}
        </EmptyStateActions>
      </EmptyStateFooter>
    </EmptyState>
  );
}
