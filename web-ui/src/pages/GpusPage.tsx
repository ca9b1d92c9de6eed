import {
  Alert,
  Button,
  Content,
  EmptyState,
  EmptyStateBody,
  Label,
  PageSection,
  Progress,
  ProgressMeasureLocation,
  ProgressSize,
  Spinner,
  Title,
} from '@patternfly/react-core';
import MicrochipIcon from '@patternfly/react-icons/dist/esm/icons/microchip-icon';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { useState } from 'react';
import { Link } from 'react-router';
import type { Gpu } from '../api/client';
import { useCordon, useDeclareHealthy, useGpus } from '../api/gpus';
import { ProblemAlert } from '../parts/ProblemAlert';
import { time } from '../parts/time';
import { outsiderInWords } from './gpuChoices';
import { size } from './sizes';

export function GpusPage({ isAdmin }: { isAdmin: boolean }) {
  const gpus = useGpus();
  const [error, setError] = useState<Error | null>(null);
  const stale = gpus.data?.find((gpu) => gpu.stale);
  return (
    <>
      <PageSection>
        <Title headingLevel="h1">GPUs</Title>
        {gpus.data?.some((gpu) => gpu.simulated) && (
          <Alert variant="info" isInline title="These GPUs are simulated; nothing computes on them" />
        )}
        {stale && (
          <Alert
            variant="warning"
            isInline
            title={`The driver does not answer; this is what it said at ${time(stale.seenAt)}`}
          />
        )}
      </PageSection>
      <PageSection isFilled>
        {error && <ProblemAlert title="That did not work" error={error} />}
        {gpus.isError && <ProblemAlert title="The list cannot be had" error={gpus.error} />}
        {gpus.isPending && <Spinner aria-label="Loading GPUs" />}
        {gpus.data?.length === 0 && (
          <EmptyState headingLevel="h2" icon={MicrochipIcon} titleText="This host has no NVIDIA GPU">
            <EmptyStateBody>Or its driver is not installed. Workspaces run on processors.</EmptyStateBody>
          </EmptyState>
        )}
        {gpus.data && gpus.data.length > 0 && (
          <GpuTable gpus={gpus.data} isAdmin={isAdmin} onError={setError} />
        )}
      </PageSection>
    </>
  );
}

function GpuTable({
  gpus,
  isAdmin,
  onError,
}: {
  gpus: Gpu[];
  isAdmin: boolean;
  onError: (error: Error | null) => void;
}) {
  const cordon = useCordon();
  const declareHealthy = useDeclareHealthy();
  return (
    <Table aria-label="GPUs" variant="compact">
      <Thead>
        <Tr>
          <Th>GPU</Th>
          <Th>State</Th>
          <Th>Used by</Th>
          <Th width={20}>Use</Th>
          {isAdmin && <Th screenReaderText="Actions" />}
        </Tr>
      </Thead>
      <Tbody>
        {gpus.map((gpu) => (
          <Tr key={gpu.uuid}>
            <Td dataLabel="GPU">
              <strong>{gpu.index}</strong> {gpu.model}
              <Content component="small">
                {gpu.memory}, compute capability {gpu.computeCapability}
                {gpu.migInstances.length > 0 &&
                  `, MIG ${gpu.migInstances.map((mig) => mig.profile).join(' ')}`}
              </Content>
            </Td>
            <Td dataLabel="State">
              <State gpu={gpu} />
            </Td>
            <Td dataLabel="Used by">
              <Leases gpu={gpu} />
              <Outsiders gpu={gpu} />
            </Td>
            <Td dataLabel="Use">
              <Use gpu={gpu} />
            </Td>
            {isAdmin && (
              <Td modifier="nowrap">
                <Button
                  variant="link"
                  isInline
                  isLoading={cordon.isPending && cordon.variables.uuid === gpu.uuid}
                  onClick={() =>
                    cordon.mutate(
                      { uuid: gpu.uuid, cordoned: !gpu.cordoned },
                      { onSettled: (_, fault) => onError(fault) },
                    )
                  }
                >
                  {gpu.cordoned ? 'Uncordon' : 'Cordon'}
                </Button>
                {gpu.healthCode?.startsWith('xid-') && (
                  <div>
                    <Button
                      variant="link"
                      isInline
                      isLoading={declareHealthy.isPending && declareHealthy.variables === gpu.uuid}
                      onClick={() =>
                        declareHealthy.mutate(gpu.uuid, { onSettled: (_, fault) => onError(fault) })
                      }
                    >
                      Declare healthy
                    </Button>
                  </div>
                )}
              </Td>
            )}
          </Tr>
        ))}
      </Tbody>
    </Table>
  );
}

function State({ gpu }: { gpu: Gpu }) {
  if (gpu.health === 'UNHEALTHY') {
    return (
      <>
        <Label status="danger">Unhealthy</Label>
        <Content component="small">{gpu.healthReason}</Content>
      </>
    );
  }
  if (gpu.cordoned) {
    return <Label status="warning">Cordoned</Label>;
  }
  if (gpu.leases.length > 0) {
    return <Label color="blue">Leased</Label>;
  }
  return gpu.outside.length > 0 ? (
    <Label status="warning">Used outside Slipway</Label>
  ) : (
    <Label status="success">Free</Label>
  );
}

/** Programs of no workspace, as far as they can be seen; nothing of the GPU is handed out while there are some. */
function Outsiders({ gpu }: { gpu: Gpu }) {
  return (
    <>
      {gpu.outside.map((outsider) => (
        <div key={outsider.pid}>used outside Slipway: {outsiderInWords(outsider)}</div>
      ))}
    </>
  );
}

function Leases({ gpu }: { gpu: Gpu }) {
  return (
    <>
      {gpu.leases.map((lease) => (
        <div key={`${lease.since} ${lease.migInstance ?? ''}`}>
          {lease.workspace ? (
            <Link to={`/workspaces/${lease.workspace}`}>{lease.owner}</Link>
          ) : (
            'another user'
          )}
          {lease.memoryShare && ` · ${lease.memoryShare} of its memory, counted and not enforced`}
          {lease.memoryUsedBytes !== undefined && ` · holds ${size(lease.memoryUsedBytes)}`}
          {lease.exceedsShare && (
            <>
              {' '}
              <Label status="warning" isCompact>
                Exceeds its share
              </Label>
            </>
          )}
        </div>
      ))}
    </>
  );
}

function Use({ gpu }: { gpu: Gpu }) {
  if (gpu.use.utilization === undefined) {
    return <Content component="small">not told</Content>;
  }
  return (
    <Progress
      aria-label={`Utilization of GPU ${gpu.index}`}
      value={gpu.use.utilization}
      size={ProgressSize.sm}
      measureLocation={ProgressMeasureLocation.outside}
    />
  );
}
