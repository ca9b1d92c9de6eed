import {
  Button,
  Content,
  Form,
  FormGroup,
  Modal,
  ModalBody,
  ModalHeader,
  Spinner,
  TextInput,
} from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { useState } from 'react';
import { type Eviction, ProblemError } from '../api/client';
import { useEviction, useSetEviction } from '../api/images';
import { DialogButtons } from '../parts/DialogButtons';
import { Help } from '../parts/Help';
import { ProblemAlert } from '../parts/ProblemAlert';
import { size } from './sizes';

/** Sets which images leave the host by themselves. */
export function EvictionDialog({ onClose }: { onClose: () => void }) {
  const eviction = useEviction();
  return (
    <Modal isOpen variant="medium" onClose={onClose} aria-labelledby="eviction-title">
      <ModalHeader
        title="Eviction"
        labelId="eviction-title"
        description="Images that a registry has can leave this host when nobody has wanted them for long; the next launch brings them back. What a workspace is of stays."
      />
      {eviction.data ? (
        <Rule eviction={eviction.data} onClose={onClose} />
      ) : (
        <ModalBody>
          {eviction.error ? (
            <ProblemAlert title="The rule cannot be had" error={eviction.error} />
          ) : (
            <Spinner aria-label="Loading the rule" />
          )}
        </ModalBody>
      )}
    </Modal>
  );
}

function Rule({ eviction, onClose }: { eviction: Eviction; onClose: () => void }) {
  const set = useSetEviction();
  const [unusedFor, setUnusedFor] = useState(eviction.rule?.unusedFor ?? 'P30D');
  const [freeBelow, setFreeBelow] = useState(eviction.rule?.freeBelow ?? '');
  const problem = set.error instanceof ProblemError ? set.error : null;
  return (
    <>
      <ModalBody>
        <Form
          id="eviction"
          onSubmit={(event) => {
            event.preventDefault();
            set.mutate({ unusedFor, ...(freeBelow && { freeBelow }) }, { onSuccess: onClose });
          }}
        >
          {set.error && <ProblemAlert title="The rule was not set" error={set.error} />}
          <FormGroup label="Unused for" fieldId="unusedFor" isRequired>
            <TextInput id="unusedFor" value={unusedFor} onChange={(_, value) => setUnusedFor(value)} />
            <Help error={problem?.field('unusedFor')} text="A duration, such as P30D or PT12H" />
          </FormGroup>
          <FormGroup label="While less is free than" fieldId="freeBelow">
            <TextInput id="freeBelow" value={freeBelow} onChange={(_, value) => setFreeBelow(value)} />
            <Help error={problem?.field('freeBelow')} text="Such as 100Gi; empty: however much is free" />
          </FormGroup>
        </Form>
        <Content component="h3">Nobody needs these just now</Content>
        {eviction.candidates.length === 0 ? (
          <Content component="p">None: every image here is in use, or no registry has it.</Content>
        ) : (
          <Table aria-label="Candidates" variant="compact">
            <Thead>
              <Tr>
                <Th>Image</Th>
                <Th>On disk</Th>
                <Th>Last used</Th>
              </Tr>
            </Thead>
            <Tbody>
              {eviction.candidates.map((one) => (
                <Tr key={`${one.image} ${one.version}`}>
                  <Td>
                    {one.image} {one.version}
                  </Td>
                  <Td>{size(one.sizeBytes)}</Td>
                  <Td>{new Date(one.usedAt).toLocaleString()}</Td>
                </Tr>
              ))}
            </Tbody>
          </Table>
        )}
      </ModalBody>
      <DialogButtons form="eviction" label="Set the rule" isPending={set.isPending} onClose={onClose}>
        {eviction.rule && (
          <Button variant="secondary" isDanger onClick={() => set.mutate(null, { onSuccess: onClose })}>
            Evict nothing
          </Button>
        )}
      </DialogButtons>
    </>
  );
}
