import {
  Button,
  Content,
  EmptyState,
  EmptyStateActions,
  EmptyStateBody,
  EmptyStateFooter,
  Flex,
  FlexItem,
  PageSection,
  Spinner,
  Title,
} from '@patternfly/react-core';
import CubesIcon from '@patternfly/react-icons/dist/esm/icons/cubes-icon';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import type { Workspace } from '../api/client';
import { useWorkspaces } from '../api/workspaces';
import { ProblemAlert } from '../parts/ProblemAlert';
import { StateLabel } from '../parts/StateLabel';
import { WorkspaceActions } from '../parts/WorkspaceActions';

export function WorkspacesPage() {
  const workspaces = useWorkspaces();
  const navigate = useNavigate();
  const [error, setError] = useState<Error | null>(null);
  const launch = (
    <Button variant="primary" onClick={() => void navigate('/launch')}>
      Launch a workspace
    </Button>
  );
  return (
    <>
      <PageSection>
        <Flex
          justifyContent={{ default: 'justifyContentSpaceBetween' }}
          alignItems={{ default: 'alignItemsCenter' }}
        >
          <FlexItem>
            <Title headingLevel="h1">Workspaces</Title>
          </FlexItem>
          {workspaces.data && workspaces.data.length > 0 && <FlexItem>{launch}</FlexItem>}
        </Flex>
      </PageSection>
      <PageSection isFilled>
        {error && <ProblemAlert title="That did not work" error={error} />}
        {workspaces.isError && <ProblemAlert title="The list cannot be had" error={workspaces.error} />}
        {workspaces.isPending && <Spinner aria-label="Loading workspaces" />}
        {workspaces.data?.length === 0 && (
          <EmptyState headingLevel="h2" icon={CubesIcon} titleText="No workspace yet">
            <EmptyStateBody>
              A workspace is JupyterLab in a container of its own, with an exact image version. Your home
              directory is the same in all of them.
            </EmptyStateBody>
            <EmptyStateFooter>
              <EmptyStateActions>{launch}</EmptyStateActions>
            </EmptyStateFooter>
          </EmptyState>
        )}
        {workspaces.data && workspaces.data.length > 0 && (
          <WorkspaceTable workspaces={workspaces.data} onError={setError} />
        )}
      </PageSection>
    </>
  );
}

function WorkspaceTable({
  workspaces,
  onError,
}: {
  workspaces: Workspace[];
  onError: (error: Error | null) => void;
}) {
  return (
    <Table aria-label="Workspaces" variant="compact">
      <Thead>
        <Tr>
          <Th>Name</Th>
          <Th>State</Th>
          <Th>Image</Th>
          <Th>Resources</Th>
          <Th screenReaderText="Actions" />
        </Tr>
      </Thead>
      <Tbody>
        {workspaces.map((workspace) => (
          <Tr key={workspace.id}>
            <Td dataLabel="Name" modifier="nowrap">
              <Link to={`/workspaces/${workspace.id}`}>{workspace.name}</Link>
            </Td>
            <Td dataLabel="State">
              <StateLabel state={workspace.state} />
              {workspace.reason && <Content component="small">{workspace.reason.message}</Content>}
            </Td>
            <Td dataLabel="Image">
              {workspace.image} {workspace.version}
            </Td>
            <Td dataLabel="Resources" modifier="nowrap">
              {workspace.resources.cpus} CPU, {workspace.resources.memory}
              {workspace.resources.gpus && `, ${workspace.resources.gpus.count} GPU`}
            </Td>
            <Td modifier="fitContent">
              <WorkspaceActions workspace={workspace} onError={onError} />
            </Td>
          </Tr>
        ))}
      </Tbody>
    </Table>
  );
}
