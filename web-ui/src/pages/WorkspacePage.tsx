import {
  Alert,
  AlertActionLink,
  Breadcrumb,
  BreadcrumbItem,
  Button,
  Card,
  CardBody,
  CardTitle,
  DescriptionList,
  DescriptionListDescription,
  DescriptionListGroup,
  DescriptionListTerm,
  Flex,
  FlexItem,
  Grid,
  GridItem,
  PageSection,
  ProgressStep,
  ProgressStepper,
  Spinner,
  Title,
} from '@patternfly/react-core';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import type { HeldGpu, Workspace, WorkspaceEvent, WorkspaceState } from '../api/client';
import { useEvents, useWorkspace } from '../api/workspaces';
import { useText } from '../live/useText';
import { ActivityCard } from '../parts/ActivityCard';
import { ProblemAlert } from '../parts/ProblemAlert';
import { PullProgress } from '../parts/PullProgress';
import { StateLabel } from '../parts/StateLabel';
import { VariablesDialog } from '../parts/VariablesDialog';
import { WorkspaceActions } from '../parts/WorkspaceActions';
import { time } from '../parts/time';
import { inWords } from './choices';
import { size } from './sizes';
import { variablesOf } from './variables';
import { variantOf } from './eventVariant';

export function WorkspacePage() {
  const { id = '' } = useParams();
  const workspace = useWorkspace(id);
  if (workspace.isPending) {
    return <Spinner aria-label="Loading the workspace" />;
  }
  if (workspace.isError) {
    return (
      <PageSection>
        <ProblemAlert title="This workspace cannot be shown" error={workspace.error} />
      </PageSection>
    );
  }
  return <WorkspaceDetails workspace={workspace.data} />;
}

function WorkspaceDetails({ workspace }: { workspace: Workspace }) {
  const navigate = useNavigate();
  const [error, setError] = useState<Error | null>(null);
  const events = useEvents(workspace.id).data ?? [];
  return (
    <>
      <PageSection>
        <div className="slipway-head">
          <Breadcrumb>
            <BreadcrumbItem>
              <Link to="/">Workspaces</Link>
            </BreadcrumbItem>
            <BreadcrumbItem isActive>{workspace.name}</BreadcrumbItem>
          </Breadcrumb>
          <Flex
            justifyContent={{ default: 'justifyContentSpaceBetween' }}
            alignItems={{ default: 'alignItemsCenter' }}
          >
            <Flex alignItems={{ default: 'alignItemsCenter' }}>
              <Title headingLevel="h1">{workspace.name}</Title>
              <StateLabel state={workspace.state} />
            </Flex>
            <FlexItem>
              <WorkspaceActions
                workspace={workspace}
                onError={setError}
                onDeleted={() => void navigate('/')}
              />
            </FlexItem>
          </Flex>
          {error && <ProblemAlert title="That did not work" error={error} />}
          {workspace.reason && <Alert variant="warning" isInline title={workspace.reason.message} />}
          <ShareAlerts gpus={workspace.gpus} />
          {workspace.alerts.map((alert) => (
            <Alert key={alert.code} variant="warning" isInline title={alert.message}>
              Told at {time(alert.at)}.
            </Alert>
          ))}
        </div>
      </PageSection>
      <PageSection isFilled>
        <Grid hasGutter>
          <GridItem lg={5}>
            <Facts workspace={workspace} />
          </GridItem>
          <GridItem lg={7}>
            <Events state={workspace.state} events={events} />
          </GridItem>
          {workspace.activity && (
            <GridItem span={12}>
              <ActivityCard activity={workspace.activity} />
            </GridItem>
          )}
          {workspace.pull && (
            <GridItem span={12}>
              <Card>
                <CardTitle>Fetching the image</CardTitle>
                <CardBody>
                  <PullProgress pull={workspace.pull} withLayers />
                </CardBody>
              </Card>
            </GridItem>
          )}
          <GridItem span={12}>
            <Log key={workspace.id} id={workspace.id} events={events.length} />
          </GridItem>
        </Grid>
      </PageSection>
    </>
  );
}

function Facts({ workspace }: { workspace: Workspace }) {
  return (
    <Card isFullHeight>
      <CardTitle>Details</CardTitle>
      <CardBody>
        <DescriptionList isHorizontal isCompact>
          <Fact term="Image">
            {workspace.image} {workspace.version}
          </Fact>
          <Fact term="Exactly">
            <code title={workspace.digest}>{workspace.digest.slice(0, 19)}…</code>
          </Fact>
          <Fact term="Resources">
            {workspace.resources.cpus} CPU, {workspace.resources.memory} memory, {workspace.resources.shm} of
            it shared memory at most{workspace.resources.tmp && `, ${workspace.resources.tmp} disk for /tmp`}
          </Fact>
          <Fact term="GPUs">{gpusOf(workspace)}</Fact>
          <Fact term="Owner">{workspace.owner}</Fact>
          <Variables workspace={workspace} />
          <Fact term="Launched">{time(workspace.createdAt)}</Fact>
          <Fact term="Stops when idle">
            {workspace.idleTimeout ? `after ${inWords(workspace.idleTimeout)}` : 'never'}
          </Fact>
          {workspace.lastActivityAt && <Fact term="Last used">{time(workspace.lastActivityAt)}</Fact>}
        </DescriptionList>
      </CardBody>
    </Card>
  );
}

/** Their owner changes them while nothing runs by them. */
function Variables({ workspace }: { workspace: Workspace }) {
  const [changing, setChanging] = useState(false);
  const mayChange = workspace.env && (workspace.state === 'STOPPED' || workspace.state === 'FAILED');
  if (workspace.envNames.length === 0 && !mayChange) {
    return null;
  }
  return (
    <Fact term="Variables">
      {workspace.envNames.length > 0 ? variablesOf(workspace) : 'none'}{' '}
      {mayChange && (
        <Button variant="link" isInline onClick={() => setChanging(true)}>
          Change variables
        </Button>
      )}
      {changing && <VariablesDialog workspace={workspace} onClose={() => setChanging(false)} />}
    </Fact>
  );
}

function gpusOf(workspace: Workspace): string {
  const wanted = workspace.resources.gpus?.count ?? 0;
  if (workspace.gpus.length === 0) {
    return wanted === 0 ? 'none' : `none yet; it asks for ${wanted}`;
  }
  return workspace.gpus
    .map(
      (gpu) =>
        `${gpu.index} ${gpu.model}${gpu.migProfile ? ` MIG ${gpu.migProfile}` : ''}${shareOf(gpu)}${gpu.simulated ? ' (simulated)' : ''}`,
    )
    .join(', ');
}

function shareOf(gpu: HeldGpu): string {
  if (!gpu.memoryShare) {
    return '';
  }
  return `, ${gpu.memoryShare} of its memory (counted, not enforced)${gpu.memoryUsedBytes !== undefined ? `, holds ${size(gpu.memoryUsedBytes)}` : ''}`;
}

/** Nobody is held to a share of a GPU's memory; who exceeds one, and who shares the GPU with them, are told. */
function ShareAlerts({ gpus }: { gpus: HeldGpu[] }) {
  return (
    <>
      {gpus
        .filter((gpu) => gpu.exceedsShare)
        .map((gpu) => (
          <Alert
            key={`own ${gpu.uuid}`}
            variant="warning"
            isInline
            title={`It holds ${size(gpu.memoryUsedBytes ?? 0)} of the memory of GPU ${gpu.index}, more than its share of ${gpu.memoryShare}`}
          >
            A share is counted and not enforced: others on this GPU may run out of memory.
          </Alert>
        ))}
      {gpus
        .filter((gpu) => gpu.neighbourExceedsShare)
        .map((gpu) => (
          <Alert
            key={`beside ${gpu.uuid}`}
            variant="warning"
            isInline
            title={`Another workspace takes more than its share of the memory of GPU ${gpu.index}; allocations here may fail`}
          />
        ))}
    </>
  );
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <DescriptionListGroup>
      <DescriptionListTerm>{term}</DescriptionListTerm>
      <DescriptionListDescription>{children}</DescriptionListDescription>
    </DescriptionListGroup>
  );
}

function Events({ state, events }: { state: WorkspaceState; events: WorkspaceEvent[] }) {
  const shown = events.slice(-8);
  return (
    <Card isFullHeight>
      <CardTitle>Events</CardTitle>
      <CardBody>
        <ProgressStepper isVertical aria-label="Events">
          {shown.map((event, index) => (
            <ProgressStep
              key={event.id}
              id={`event-${event.id}`}
              titleId={`event-title-${event.id}`}
              variant={variantOf(event, index === shown.length - 1, state)}
              description={time(event.at)}
              aria-label={event.message}
            >
              {event.message}
            </ProgressStep>
          ))}
        </ProgressStepper>
      </CardBody>
    </Card>
  );
}

/** The end of the container's output. Each event may mean a new container, whose output begins anew. */
function Log({ id, events }: { id: string; events: number }) {
  const { text, goOn } = useText(`/api/v1/workspaces/${id}/logs?follow=true&tail=500`, events);
  const end = useRef<HTMLPreElement>(null);
  useEffect(() => {
    end.current?.scrollTo(0, end.current.scrollHeight);
  }, [text]);
  return (
    <Card>
      <CardTitle>Log</CardTitle>
      <CardBody>
        {goOn && (
          <Alert
            variant="info"
            isInline
            title="Not followed: other tabs follow three logs already"
            className="slipway-gap"
            actionLinks={<AlertActionLink onClick={goOn}>Follow this one</AlertActionLink>}
          />
        )}
        <pre ref={end} className="slipway-log" tabIndex={0} aria-label="Log">
          {text || 'Nothing yet'}
        </pre>
      </CardBody>
    </Card>
  );
}
