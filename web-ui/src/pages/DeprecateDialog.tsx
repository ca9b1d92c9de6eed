import {
  Button,
  Form,
  FormGroup,
  Modal,
  ModalBody,
  ModalFooter,
  ModalHeader,
  TextInput,
} from '@patternfly/react-core';
import { useState } from 'react';

/** Asks why nobody should begin with a version any more. */
export function DeprecateDialog({
  name,
  onDeprecate,
  onClose,
}: {
  name: string;
  onDeprecate: (reason: string) => void;
  onClose: () => void;
}) {
  const [reason, setReason] = useState('');
  return (
    <Modal isOpen variant="small" onClose={onClose} aria-labelledby="deprecate-title">
      <ModalHeader
        title={`Deprecate ${name}`}
        labelId="deprecate-title"
        description="Workspaces that are of it run on; others see this reason when they choose."
      />
      <ModalBody>
        <Form
          onSubmit={(event) => {
            event.preventDefault();
            onDeprecate(reason);
          }}
        >
          <FormGroup label="Reason" fieldId="reason" isRequired>
            <TextInput
              id="reason"
              value={reason}
              onChange={(_, value) => setReason(value)}
              maxLength={200}
              placeholder="Take 2.6: this one has a security hole"
              autoFocus
            />
          </FormGroup>
        </Form>
      </ModalBody>
      <ModalFooter>
        <Button variant="primary" isDisabled={!reason.trim()} onClick={() => onDeprecate(reason)}>
          Deprecate
        </Button>
        <Button variant="link" onClick={onClose}>
          Cancel
        </Button>
      </ModalFooter>
    </Modal>
  );
}
