import {
  Alert,
  Breadcrumb,
  BreadcrumbItem,
  Button,
  Card,
  CardBody,
  CardTitle,
  Content,
  Flex,
  Grid,
  GridItem,
  Label,
  PageSection,
  Spinner,
  Title,
} from '@patternfly/react-core';
import { useEffect, useRef } from 'react';
import { Link, useParams } from 'react-router';
import { type Operation, type OperationLogLine, ProblemError } from '../api/client';
import { useCancel, useOperation, useOperationLog } from '../api/operations';
import { BuildSteps } from '../parts/BuildSteps';
import { ProblemAlert } from '../parts/ProblemAlert';
import { PullProgress } from '../parts/PullProgress';
import { mayCancel } from './operations';

const TITLES = { PULL: 'Pull of', BUILD: 'Build of', CHECK: 'First start of' } as const;
const STATES = {
  QUEUED: { status: 'info', text: 'waits' },
  RUNNING: { status: 'info', text: 'at work' },
  SUCCEEDED: { status: 'success', text: 'done' },
  FAILED: { status: 'danger', text: 'failed' },
  CANCELLED: { status: 'warning', text: 'cancelled' },
} as const;

/** A pull, a build or a check while it is done, and how it ended. */
export function OperationPage({ isAdmin }: { isAdmin: boolean }) {
  const { id = '' } = useParams();
  const found = useOperation(id);
  const log = useOperationLog(id, found.data !== undefined && !found.data.finishedAt).data ?? [];
  const cancel = useCancel(id);
  if (found.isPending) {
    return <Spinner aria-label="Loading the operation" className="slipway-waiting" />;
  }
  if (found.isError) {
    return (
      <PageSection>
        {found.error instanceof ProblemError && found.error.status === 404 ? (
          <Alert
            isInline
            variant="warning"
            title="There is no such operation; they are forgotten after a week"
          />
        ) : (
          <ProblemAlert title="The operation cannot be shown" error={found.error} />
        )}
      </PageSection>
    );
  }
  const operation = found.data;
  return (
    <>
      <PageSection>
        <div className="slipway-head">
          <Breadcrumb>
            <BreadcrumbItem>
              <Link to="/images">Images</Link>
            </BreadcrumbItem>
            <BreadcrumbItem isActive>
              {operation.image} {operation.version}
            </BreadcrumbItem>
          </Breadcrumb>
          <Flex justifyContent={{ default: 'justifyContentSpaceBetween' }}>
            <Flex>
              <Title headingLevel="h1">
                {TITLES[operation.kind]} {operation.image} {operation.version}
              </Title>
              <Label status={STATES[operation.state].status}>{STATES[operation.state].text}</Label>
            </Flex>
            {mayCancel(operation, isAdmin) && (
              <Button
                variant="secondary"
                onClick={() => cancel.mutate()}
                isLoading={cancel.isPending}
                isDisabled={cancel.isPending || cancel.isSuccess}
              >
                Cancel
              </Button>
            )}
          </Flex>
          {operation.requestedBy && <Content component="small">for {operation.requestedBy}</Content>}
        </div>
      </PageSection>
      <PageSection isFilled>
        {cancel.error && <ProblemAlert title="It goes on" error={cancel.error} />}
        {operation.reason && (
          <Alert isInline variant="danger" title={operation.reason.message} className="slipway-gap" />
        )}
        {operation.state === 'SUCCEEDED' && operation.kind === 'BUILD' && (
          <Alert isInline variant="success" title="It stands in the catalogue" className="slipway-gap">
            <Link to="/images">Images</Link>
          </Alert>
        )}
        <Grid hasGutter>
          <GridItem lg={operation.kind === 'BUILD' ? 5 : 12}>
            <Card>
              <CardTitle>{operation.kind === 'BUILD' ? 'Steps' : 'Progress'}</CardTitle>
              <CardBody>
                <How operation={operation} />
              </CardBody>
            </Card>
          </GridItem>
          {log.length > 0 && (
            <GridItem lg={operation.kind === 'BUILD' ? 7 : 12}>
              <Card>
                <CardTitle>Log</CardTitle>
                <CardBody>
                  <Log lines={log} />
                </CardBody>
              </Card>
            </GridItem>
          )}
        </Grid>
      </PageSection>
    </>
  );
}

function How({ operation }: { operation: Operation }) {
  const progress = operation.progress;
  if (progress?.steps) {
    return <BuildSteps progress={progress} />;
  }
  if (operation.finishedAt) {
    return <>{progress?.waitsFor ?? 'Nothing more is to be done.'}</>;
  }
  return <PullProgress pull={operation} withLayers />;
}

/** Follows the end, unless someone has scrolled away from it. */
function Log({ lines }: { lines: OperationLogLine[] }) {
  const box = useRef<HTMLPreElement>(null);
  const follows = useRef(true);
  useEffect(() => {
    if (box.current && follows.current) {
      box.current.scrollTop = box.current.scrollHeight;
    }
  }, [lines]);
  return (
    <pre
      ref={box}
      className="slipway-log slipway-build-log"
      onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
        follows.current = scrollHeight - scrollTop - clientHeight < 20;
      }}
    >
      {lines.map((line) => line.text).join('\n')}
    </pre>
  );
}
