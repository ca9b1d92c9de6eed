import {
  Content,
  DescriptionList,
  DescriptionListDescription,
  DescriptionListGroup,
  DescriptionListTerm,
  Dropdown,
  DropdownItem,
  DropdownList,
  Label,
  MenuToggle,
} from '@patternfly/react-core';
import EllipsisVIcon from '@patternfly/react-icons/dist/esm/icons/ellipsis-v-icon';
import { ExpandableRowContent, Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { useState } from 'react';
import { Link } from 'react-router';
import type { Image, ImageVersion } from '../api/client';
import { useImageVersion, useVersionAction, type VersionAction } from '../api/images';
import { PullProgress } from '../parts/PullProgress';
import { DeprecateDialog } from './DeprecateDialog';
import { toCome } from './readiness';
import { size } from './sizes';

interface Shared {
  isAdmin: boolean;
  onError: (error: Error | null) => void;
}

/** Versions of images, each with what is here of it and whether it runs here. */
export function VersionTable({ images, ...shared }: { images: Image[] } & Shared) {
  return (
    <Table aria-label="Images" variant="compact">
      <Thead>
        <Tr>
          <Th screenReaderText="Details" />
          <Th>Image</Th>
          <Th>Holds</Th>
          <Th>On this host</Th>
          <Th>On its GPUs</Th>
          <Th screenReaderText="Launch" />
          {shared.isAdmin && <Th screenReaderText="Actions" />}
        </Tr>
      </Thead>
      {images.flatMap((image) =>
        image.versions.map((version) => (
          <VersionRow key={`${image.name} ${version.version}`} image={image} version={version} {...shared} />
        )),
      )}
    </Table>
  );
}

function VersionRow({ image, version, isAdmin, onError }: { image: Image; version: ImageVersion } & Shared) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <Tbody isExpanded={isOpen}>
      <Tr>
        <Td expand={{ rowIndex: 0, isExpanded: isOpen, onToggle: () => setIsOpen(!isOpen) }} />
        <Td dataLabel="Image">
          <div>
            <strong>{image.title}</strong> {version.version}
            <Content component="small" className="slipway-long">
              {version.reference}
            </Content>
          </div>
        </Td>
        <Td dataLabel="Holds">{holds(version)}</Td>
        <Td dataLabel="On this host">
          <State version={version} />
        </Td>
        <Td dataLabel="On its GPUs">
          <Runs version={version} />
        </Td>
        <Td dataLabel="Workspace">{version.ready && <LaunchLink version={version} />}</Td>
        {isAdmin && (
          <Td isActionCell>
            <Actions version={version} onError={onError} />
          </Td>
        )}
      </Tr>
      {isOpen && (
        <Tr isExpanded>
          <Td />
          <Td colSpan={isAdmin ? 6 : 5}>
            <ExpandableRowContent>
              <Details image={image} version={version} />
            </ExpandableRowContent>
          </Td>
        </Tr>
      )}
    </Tbody>
  );
}

const LaunchLink = ({ version: { name, version } }: { version: ImageVersion }) => (
  <Link
    to={`/launch?${new URLSearchParams({ image: name, version }).toString()}`}
    aria-label={`Launch ${name} ${version}`}
  >
    Launch
  </Link>
);

const holds = (version: ImageVersion): string =>
  [
    version.frameworkVersion &&
      version.framework !== 'cuda' &&
      `${version.framework} ${version.frameworkVersion}`,
    version.cuda && `CUDA ${version.cuda}`,
    version.cudnn && `cuDNN ${version.cudnn}`,
    version.python && `Python ${version.python}`,
  ]
    .filter(Boolean)
    .join(', ') || 'nobody told';

const AT_WORK = { PULL: 'being pulled', BUILD: 'being built', CHECK: 'being checked' } as const;

/** Whether its first start showed something else than the catalogue says. */
const checkFailed = ({ check }: ImageVersion): boolean =>
  check !== undefined && (check.server === 'FAILED' || check.differences.length > 0);

/** What its first start showed, in words. */
function checked({ check }: ImageVersion): string | undefined {
  if (!check) {
    return undefined;
  }
  const server = {
    READY: `its server answered after ${check.readySeconds} s`,
    FAILED: check.problem ?? 'its server did not serve',
    NONE: 'it has no server',
  }[check.server];
  const seen = [
    check.python && `Python ${check.python}`,
    check.frameworkVersion && `the framework in version ${check.frameworkVersion}`,
    check.cuda && `CUDA ${check.cuda}`,
  ].filter(Boolean);
  return [
    `${new Date(check.at).toLocaleString()}: ${server}`,
    seen.length > 0 && `it has ${seen.join(', ')}`,
    ...check.differences,
  ]
    .filter(Boolean)
    .join('; ');
}

function State({ version }: { version: ImageVersion }) {
  if (version.operation && !version.here) {
    return (
      <>
        <PullProgress pull={version.operation} />
        <Link to={`/operations/${version.operation.id}`}>Watch it</Link>
      </>
    );
  }
  return (
    <>
      {version.here ? (
        <Label status="success">
          here{version.sizeBytes !== undefined && `, ${size(version.sizeBytes)}`}
        </Label>
      ) : version.state === 'building' ? (
        <Label status="info">someone builds it</Label>
      ) : (
        <Label variant="outline">
          {version.build ? 'to be built' : 'to be pulled'}, {toCome(version)}
        </Label>
      )}{' '}
      {version.operation && (
        <Link to={`/operations/${version.operation.id}`}>{AT_WORK[version.operation.kind]}…</Link>
      )}{' '}
      {checkFailed(version) && <Label status="danger">not as said</Label>}{' '}
      {version.movedTo && <Label status="info">its tag moved</Label>}{' '}
      {version.deprecated && <Label status="warning">deprecated</Label>}
    </>
  );
}

const VERDICTS: Record<string, { status: 'success' | 'warning' | 'danger' | 'info'; text: string }> = {
  NATIVE: { status: 'success', text: 'runs' },
  MINOR_VERSION: { status: 'success', text: 'runs, by minor-version compatibility' },
  FORWARD: { status: 'info', text: 'runs, by forward compatibility' },
  REFUSED: { status: 'danger', text: 'does not run' },
};

const FACTS: Record<string, string> = {
  frameworkVersion: "the framework's version",
  python: 'Python',
  cuda: 'whether it has CUDA, and which',
  cudnn: 'cuDNN',
  computeCapabilities: 'the GPUs that it was built for',
};

function Runs({ version }: { version: ImageVersion }) {
  if (version.compatibility.verdict === 'REFUSED' && version.compatibility.perGpu.length === 0) {
    return <>runs on processors alone</>;
  }
  const verdict = VERDICTS[version.compatibility.verdict];
  if (verdict) {
    return <Label status={verdict.status}>{verdict.text}</Label>;
  }
  return version.unknown.includes('cuda') ? <>not known</> : <>needs none</>;
}

function Details({ image, version }: { image: Image; version: ImageVersion }) {
  const whole = useImageVersion(image.name, version.version, true);
  const layers = whole.data?.layers ?? [];
  const here = layers.filter((layer) => layer.present).reduce((sum, layer) => sum + layer.sizeBytes, 0);
  const facts: [string, string | undefined][] = [
    ['For', image.description],
    ['Exactly', version.digest],
    ['Its tag names now', version.movedTo],
    ['Deprecated', version.deprecationReason],
    ['Oldest driver', version.minDriver],
    ['Compute capabilities', version.computeCapabilities.join(', ') || undefined],
    ['Not known', version.unknown.map((fact) => FACTS[fact] ?? fact).join(', ') || undefined],
    ['On these GPUs', version.compatibility.reasons.map((reason) => reason.message).join(' ') || undefined],
    ['What would help', version.compatibility.remedy],
    [
      'Layers',
      layers.length > 0
        ? `${layers.length}, of which ${size(here)} of ${size(version.transferBytes ?? 0)} are here`
        : undefined,
    ],
    [
      'Shared with',
      whole.data?.sharedWith?.map((other) => `${other.image} (${size(other.sizeBytes)})`).join(', ') ||
        undefined,
    ],
    ['Built by', version.build],
    ['Seen at its first start', checked(version)],
    ['Source of these facts', version.source],
  ];
  return (
    <DescriptionList isHorizontal isCompact>
      {facts
        .filter(([, fact]) => fact)
        .map(([term, fact]) => (
          <DescriptionListGroup key={term}>
            <DescriptionListTerm>{term}</DescriptionListTerm>
            <DescriptionListDescription className="slipway-long">{fact}</DescriptionListDescription>
          </DescriptionListGroup>
        ))}
    </DescriptionList>
  );
}

function Actions({ version, onError }: { version: ImageVersion; onError: (error: Error | null) => void }) {
  const [isOpen, setIsOpen] = useState(false);
  const [deprecates, setDeprecates] = useState(false);
  const action = useVersionAction(version.name, version.version);
  const act = (wanted: VersionAction) =>
    action.mutate(wanted, { onSettled: (_, fault) => onError(fault), onSuccess: () => setDeprecates(false) });
  return (
    <>
      <Dropdown
        isOpen={isOpen}
        onOpenChange={setIsOpen}
        onSelect={() => setIsOpen(false)}
        popperProps={{ position: 'right' }}
        toggle={(ref) => (
          <MenuToggle
            ref={ref}
            variant="plain"
            aria-label={`Actions for ${version.name} ${version.version}`}
            isExpanded={isOpen}
            onClick={() => setIsOpen(!isOpen)}
            icon={<EllipsisVIcon />}
          />
        )}
      >
        <DropdownList>
          {version.operation && (
            <DropdownItem onClick={() => act({ kind: 'cancel', operation: version.operation?.id ?? '' })}>
              Cancel what goes on
            </DropdownItem>
          )}
          {!version.operation && !version.here && !version.build && (
            <DropdownItem onClick={() => act({ kind: 'pull' })}>Pull</DropdownItem>
          )}
          {!version.operation && !version.build && (
            <DropdownItem onClick={() => act({ kind: 'check' })}>Start it once, to check it</DropdownItem>
          )}
          {version.deprecated ? (
            <DropdownItem onClick={() => act({ kind: 'recommend' })}>Recommend again</DropdownItem>
          ) : (
            <DropdownItem onClick={() => setDeprecates(true)}>Deprecate…</DropdownItem>
          )}
          {version.removable && (
            <DropdownItem isDanger onClick={() => act({ kind: 'remove' })}>
              Remove from the catalogue
            </DropdownItem>
          )}
        </DropdownList>
      </Dropdown>
      {deprecates && (
        <DeprecateDialog
          name={`${version.name} ${version.version}`}
          onDeprecate={(reason) => act({ kind: 'deprecate', reason })}
          onClose={() => setDeprecates(false)}
        />
      )}
    </>
  );
}
