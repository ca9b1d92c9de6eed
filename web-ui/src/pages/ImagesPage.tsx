import {
  Button,
  Flex,
  PageSection,
  SearchInput,
  Spinner,
  Title,
  ToggleGroup,
  ToggleGroupItem,
  Toolbar,
  ToolbarContent,
  ToolbarItem,
} from '@patternfly/react-core';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import type { Image } from '../api/client';
import { useImages } from '../api/images';
import { LinkButton } from '../parts/LinkButton';
import { ProblemAlert } from '../parts/ProblemAlert';
import { EvictionDialog } from './EvictionDialog';
import { frameworks, matching } from './imageFilters';
import { NothingHere } from './NothingHere';
import { count, readyOnly } from './readiness';
import { changed } from './search';
import { RegisterDialog } from './RegisterDialog';
import { VersionTable } from './VersionTable';

export function ImagesPage({ isAdmin, isBuilder }: { isAdmin: boolean; isBuilder: boolean }) {
  const images = useImages();
  const [error, setError] = useState<Error | null>(null);
  const [registers, setRegisters] = useState(false);
  const [evicts, setEvicts] = useState(false);
  return (
    <>
      <PageSection>
        <Flex justifyContent={{ default: 'justifyContentSpaceBetween' }}>
          <Title headingLevel="h1">Images</Title>
          <Flex>
            {isAdmin && (
              <Button variant="secondary" onClick={() => setEvicts(true)}>
                Eviction
              </Button>
            )}
            {isBuilder && (
              <LinkButton variant="secondary" to="/images/build">
                Build an image
              </LinkButton>
            )}
            {isAdmin && (
              <Button variant="primary" onClick={() => setRegisters(true)}>
                Register a version
              </Button>
            )}
          </Flex>
        </Flex>
      </PageSection>
      <PageSection isFilled>
        {error && <ProblemAlert title="That did not work" error={error} />}
        {images.isError && <ProblemAlert title="The catalogue cannot be had" error={images.error} />}
        {images.isPending && <Spinner aria-label="Loading the catalogue" />}
        {images.data && <Catalogue images={images.data} isAdmin={isAdmin} onError={setError} />}
      </PageSection>
      {evicts && <EvictionDialog onClose={() => setEvicts(false)} />}
      {registers && images.data && (
        <RegisterDialog images={images.data} onClose={() => setRegisters(false)} />
      )}
    </>
  );
}

/** What can be launched here, or all; which one, and what is looked for, stand in the address. */
function Catalogue({
  images,
  isAdmin,
  onError,
}: {
  images: Image[];
  isAdmin: boolean;
  onError: (error: Error | null) => void;
}) {
  const [params, setParams] = useSearchParams();
  const showsAll = params.get('show') === 'all';
  const framework = params.get('framework') ?? '';
  const text = params.get('q') ?? '';
  const set = (name: string, value: string, replace = false) => setParams(changed(name, value), { replace });
  const ready = readyOnly(images);
  const found = matching(showsAll ? images : ready, framework, text);
  const foundOfAll = count(matching(images, framework, text));
  const showAll = () => set('show', 'all');
  return (
    <>
      <Toolbar>
        <ToolbarContent>
          <ToolbarItem>
            <ToggleGroup aria-label="Which images">
              <ToggleGroupItem
                text={`Ready here (${count(ready)})`}
                buttonId="ready"
                isSelected={!showsAll}
                onChange={() => set('show', '')}
              />
              <ToggleGroupItem
                text={`All (${count(images)})`}
                buttonId="all"
                isSelected={showsAll}
                onChange={showAll}
              />
            </ToggleGroup>
          </ToolbarItem>
          <ToolbarItem>
            <SearchInput
              aria-label="Search"
              placeholder="pytorch 2.6 cuda 12.4"
              value={text}
              onChange={(_, value) => set('q', value, true)}
              onClear={() => set('q', '', true)}
            />
          </ToolbarItem>
          <ToolbarItem>
            <ToggleGroup aria-label="Framework" className="slipway-wraps">
              {['', ...frameworks(images)].map((name) => (
                <ToggleGroupItem
                  key={name}
                  text={name || 'all'}
                  isSelected={framework === name}
                  onChange={() => set('framework', name)}
                />
              ))}
            </ToggleGroup>
          </ToolbarItem>
        </ToolbarContent>
      </Toolbar>
      {found.length > 0 ? (
        <VersionTable images={found} isAdmin={isAdmin} onError={onError} />
      ) : (
        <NothingHere
          images={images}
          isFiltered={Boolean(framework || text) && (showsAll || ready.length > 0)}
          elsewhere={showsAll ? 0 : foundOfAll}
          onShowAll={showAll}
          onDropFilters={() => setParams(showsAll ? { show: 'all' } : {})}
        />
      )}
    </>
  );
}
