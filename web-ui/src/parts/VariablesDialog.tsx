import {
  Button,
  Form,
  FormGroup,
  Grid,
  GridItem,
  Modal,
  ModalBody,
  ModalHeader,
  TextArea,
  TextInput,
} from '@patternfly/react-core';
import { useState } from 'react';
import { ProblemError, type Workspace } from '../api/client';
import { useChange } from '../api/workspaces';
import { environmentOf, rowsOf } from '../pages/variables';
import { DialogButtons } from './DialogButtons';
import { Help } from './Help';
import { ProblemAlert } from './ProblemAlert';

/** Changes the variables of a workspace that does not run. */
export function VariablesDialog({ workspace, onClose }: { workspace: Workspace; onClose: () => void }) {
  const change = useChange();
  const [rows, setRows] = useState(() => rowsOf(workspace.env ?? {}));
  const problem = change.error instanceof ProblemError ? change.error : null;
  const isElsewhere = !rows.some(({ name }) => problem?.field(`env.${name}`));
  const set = (index: number, part: { name?: string; value?: string }) =>
    setRows(rows.map((row, at) => (at === index ? { ...row, ...part } : row)));
  return (
    <Modal isOpen variant="medium" onClose={onClose} aria-labelledby="variables-title">
      <ModalHeader
        title="Variables"
        labelId="variables-title"
        description="The next start goes by them. Directories in PATH are looked into before the image's own."
      />
      <ModalBody>
        <Form
          id="variables"
          onSubmit={(event) => {
            event.preventDefault();
            change.mutate({ id: workspace.id, change: { env: environmentOf(rows) } }, { onSuccess: onClose });
          }}
        >
          {change.error && isElsewhere && <ProblemAlert title="They were not changed" error={change.error} />}
          {rows.map((row, index) => (
            <FormGroup key={row.key}>
              <Grid hasGutter>
                <GridItem span={4}>
                  <TextInput
                    aria-label={`Name ${index + 1}`}
                    value={row.name}
                    onChange={(_, name) => set(index, { name })}
                    validated={problem?.field(`env.${row.name}`) ? 'error' : 'default'}
                  />
                </GridItem>
                <GridItem span={6}>
                  <TextArea
                    aria-label={`Value ${index + 1}`}
                    value={row.value}
                    onChange={(_, value) => set(index, { value })}
                    rows={1}
                    autoResize
                    resizeOrientation="vertical"
                  />
                </GridItem>
                <GridItem span={2}>
                  <Button variant="link" onClick={() => setRows(rows.filter((_, at) => at !== index))}>
                    Remove
                  </Button>
                </GridItem>
              </Grid>
              {problem?.field(`env.${row.name}`) && <Help error={problem.field(`env.${row.name}`)} text="" />}
            </FormGroup>
          ))}
        </Form>
        <Button variant="link" isInline onClick={() => setRows([...rows, ...rowsOf({ '': '' })])}>
          Add a variable
        </Button>
      </ModalBody>
      <DialogButtons form="variables" label="Save" isPending={change.isPending} onClose={onClose} />
    </Modal>
  );
}
