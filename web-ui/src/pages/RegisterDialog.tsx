import {
  Form,
  FormGroup,
  FormSelect,
  FormSelectOption,
  Modal,
  ModalBody,
  ModalHeader,
  TextInput,
} from '@patternfly/react-core';
import { useState } from 'react';
import { type Image, ProblemError } from '../api/client';
import { type NewVersion, useRegister } from '../api/images';
import { DialogButtons } from '../parts/DialogButtons';
import { Help } from '../parts/Help';
import { ProblemAlert } from '../parts/ProblemAlert';

const NEW = '';

/** What is asked of an image that is new, and of every version. */
const IMAGE_FIELDS = [
  {
    id: 'name',
    label: 'Name',
    help: 'Lower-case letters, digits and hyphens, such as team-pytorch',
  },
  { id: 'title', label: 'Title', help: 'What people call it' },
  { id: 'framework', label: 'Framework', help: 'Such as pytorch, tensorflow, jupyter or cuda' },
] as const;
const VERSION_FIELDS = [
  { id: 'version', label: 'Version', help: 'Such as 2.6-cuda-12.4' },
  {
    id: 'reference',
    label: 'Reference',
    help: 'Registry, repository and tag or digest, such as quay.io/jupyter/pytorch-notebook:2025-01-06',
  },
] as const;
const NOTHING = { name: '', title: '', framework: '', version: '', reference: '' };

/** Registers a version by its reference; the platform asks the registry for the rest. */
export function RegisterDialog({ images, onClose }: { images: Image[]; onClose: () => void }) {
  const register = useRegister();
  const [image, setImage] = useState(NEW);
  const [values, setValues] = useState(NOTHING);
  const [contract, setContract] = useState('');
  const problem = register.error instanceof ProblemError ? register.error : null;
  const withServer = images.filter((known) => known.versions.some((v) => v.launchable));

  const submit = () => {
    const { name, title, framework, version, reference } = values;
    const request = { version, reference, ...(contract && { contract }) };
    const added: NewVersion =
      image === NEW
        ? { kind: 'image', request: { name, title, framework, version: request } }
        : { kind: 'version', image, request };
    register.mutate(added, { onSuccess: onClose });
  };

  return (
    <Modal isOpen variant="medium" onClose={onClose} aria-labelledby="register-title">
      <ModalHeader
        title="Register a version"
        labelId="register-title"
        description="It is pinned to what its tag names now; a tag that moves later is shown and not followed."
      />
      <ModalBody>
        <Form
          id="register"
          onSubmit={(event) => {
            event.preventDefault();
            submit();
          }}
        >
          {register.error && <ProblemAlert title="It was not registered" error={register.error} />}
          <FormGroup label="Image" fieldId="image">
            <FormSelect id="image" value={image} onChange={(_, value) => setImage(value)}>
              <FormSelectOption value={NEW} label="A new one" />
              {images.map((known) => (
                <FormSelectOption
                  key={known.name}
                  value={known.name}
                  label={`${known.title} (${known.name})`}
                />
              ))}
            </FormSelect>
          </FormGroup>
          {[...(image === NEW ? IMAGE_FIELDS : []), ...VERSION_FIELDS].map(({ id, label, help }) => (
            <FormGroup key={id} label={label} fieldId={id} isRequired>
              <TextInput
                id={id}
                value={values[id]}
                onChange={(_, value) => setValues((known) => ({ ...known, [id]: value }))}
                validated={problem?.field(id) ? 'error' : 'default'}
              />
              <Help error={problem?.field(id)} text={help} />
            </FormGroup>
          ))}
          <FormGroup label="Is opened like" fieldId="contract">
            <FormSelect id="contract" value={contract} onChange={(_, value) => setContract(value)}>
              <FormSelectOption value="" label="Nothing: it has no server" />
              {withServer.map((known) => (
                <FormSelectOption key={known.name} value={known.name} label={known.title} />
              ))}
            </FormSelect>
          </FormGroup>
        </Form>
      </ModalBody>
      <DialogButtons form="register" label="Register" isPending={register.isPending} onClose={onClose} />
    </Modal>
  );
}
