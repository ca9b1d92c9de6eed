import {
  Button,
  Form,
  FormGroup,
  FormHelperText,
  FormSelect,
  FormSelectOption,
  HelperText,
  HelperTextItem,
  Modal,
  ModalBody,
  ModalFooter,
  ModalHeader,
  TextInput,
} from '@patternfly/react-core';
import { type ReactNode, useState } from 'react';
import { type Image, ProblemError } from '../api/client';
import { type NewVersion, useRegister } from '../api/images';
import { ProblemAlert } from '../parts/ProblemAlert';

const NEW = '';

/** Registers a version by its reference; the platform asks the registry for the rest. */
export function RegisterDialog({ images, onClose }: { images: Image[]; onClose: () => void }) {
  const register = useRegister();
  const [image, setImage] = useState(NEW);
  const [name, setName] = useState('');
  const [title, setTitle] = useState('');
  const [framework, setFramework] = useState('');
  const [version, setVersion] = useState('');
  const [reference, setReference] = useState('');
  const [contract, setContract] = useState('');
  const problem = register.error instanceof ProblemError ? register.error : null;
  const withServer = images.filter((known) => known.versions.some((v) => v.launchable));

  const submit = () => {
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
          {image === NEW && (
            <>
              <Field label="Name" id="name" value={name} onChange={setName} error={problem?.field('name')}>
                Lower-case letters, digits and hyphens, such as team-pytorch
              </Field>
              <Field
                label="Title"
                id="title"
                value={title}
                onChange={setTitle}
                error={problem?.field('title')}
              >
                What people call it
              </Field>
              <Field
                label="Framework"
                id="framework"
                value={framework}
                onChange={setFramework}
                error={problem?.field('framework')}
              >
                Such as pytorch, tensorflow, jupyter or cuda
              </Field>
            </>
          )}
          <Field
            label="Version"
            id="version"
            value={version}
            onChange={setVersion}
            error={problem?.field('version')}
          >
            Such as 2.6-cuda-12.4
          </Field>
          <Field
            label="Reference"
            id="reference"
            value={reference}
            onChange={setReference}
            error={problem?.field('reference')}
          >
            Registry, repository and tag or digest, such as quay.io/jupyter/pytorch-notebook:2025-01-06
          </Field>
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
      <ModalFooter>
        <Button
          type="submit"
          form="register"
          variant="primary"
          isLoading={register.isPending}
          isDisabled={register.isPending}
        >
          Register
        </Button>
        <Button variant="link" onClick={onClose}>
          Cancel
        </Button>
      </ModalFooter>
    </Modal>
  );
}

function Field({
  label,
  id,
  value,
  onChange,
  error,
  children,
}: {
  label: string;
  id: string;
  value: string;
  onChange: (value: string) => void;
  error: string | undefined;
  children: ReactNode;
}) {
  return (
    <FormGroup label={label} fieldId={id} isRequired>
      <TextInput
        id={id}
        value={value}
        onChange={(_, text) => onChange(text)}
        validated={error ? 'error' : 'default'}
      />
      <FormHelperText>
        <HelperText>
          <HelperTextItem variant={error ? 'error' : 'default'}>{error ?? children}</HelperTextItem>
        </HelperText>
      </FormHelperText>
    </FormGroup>
  );
}
