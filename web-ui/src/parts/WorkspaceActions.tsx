import { Button, Flex, FlexItem, Modal, ModalBody, ModalFooter, ModalHeader } from '@patternfly/react-core';
import ExternalLinkAltIcon from '@patternfly/react-icons/dist/esm/icons/external-link-alt-icon';
import { useState } from 'react';
import type { Workspace } from '../api/client';
import { useAction } from '../api/workspaces';

/** What can be done with a workspace now: with one that is being deleted, nothing. */
export function WorkspaceActions({
  workspace,
  onError,
  onDeleted,
}: {
  workspace: Workspace;
  onError: (error: Error | null) => void;
  onDeleted?: () => void;
}) {
  const action = useAction();
  const [confirming, setConfirming] = useState(false);
  const idle = workspace.state === 'STOPPED' || workspace.state === 'FAILED';
  const run = (name: 'start' | 'stop' | 'restart' | 'delete') => {
    onError(null);
    action.mutate(
      { id: workspace.id, action: name },
      { onError, onSuccess: () => name === 'delete' && onDeleted?.() },
    );
  };
  if (workspace.state === 'DELETING') {
    return null;
  }
  return (
    <Flex spaceItems={{ default: 'spaceItemsSm' }} flexWrap={{ default: 'wrap', md: 'nowrap' }}>
      {workspace.state === 'RUNNING' && (
        <FlexItem>
          <Button
            variant="primary"
            size="sm"
            component="a"
            href={workspace.url}
            target="_blank"
            rel="noopener"
            icon={<ExternalLinkAltIcon />}
            iconPosition="end"
          >
            Open
          </Button>
        </FlexItem>
      )}
      {idle ? (
        <FlexItem>
          <Button variant="primary" size="sm" isDisabled={action.isPending} onClick={() => run('start')}>
            Start
          </Button>
        </FlexItem>
      ) : (
        <FlexItem>
          <Button
            variant="secondary"
            size="sm"
            isDisabled={action.isPending || workspace.state === 'STOPPING'}
            onClick={() => run('stop')}
          >
            Stop
          </Button>
        </FlexItem>
      )}
      {workspace.state === 'RUNNING' && (
        <FlexItem>
          <Button variant="secondary" size="sm" isDisabled={action.isPending} onClick={() => run('restart')}>
            Restart
          </Button>
        </FlexItem>
      )}
      <FlexItem>
        <Button
          variant="secondary"
          isDanger
          size="sm"
          isDisabled={action.isPending}
          onClick={() => setConfirming(true)}
        >
          Delete
        </Button>
      </FlexItem>
      <Modal variant="small" isOpen={confirming} onClose={() => setConfirming(false)}>
        <ModalHeader title={`Delete ${workspace.name}?`} titleIconVariant="warning" />
        <ModalBody>
          What runs in it ends, with its events and its log. The files in your home directory are kept; your
          other workspaces have the same.
        </ModalBody>
        <ModalFooter>
          <Button
            variant="danger"
            onClick={() => {
              setConfirming(false);
              run('delete');
            }}
          >
            Delete
          </Button>
          <Button variant="link" onClick={() => setConfirming(false)}>
            Keep it
          </Button>
        </ModalFooter>
      </Modal>
    </Flex>
  );
}
