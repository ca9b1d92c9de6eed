import {
  ActionGroup,
  Button,
  Form,
  FormGroup,
  FormSelect,
  FormSelectOption,
  Grid,
  GridItem,
  PageSection,
  Spinner,
  TextInput,
  Title,
} from '@patternfly/react-core';
import { useMemo, useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { type Gpu, type Image, ProblemError, type WorkspaceRequest } from '../api/client';
import { useGpus } from '../api/gpus';
import { useImages } from '../api/images';
import { useLaunch } from '../api/workspaces';
import { Help } from '../parts/Help';
import { ProblemAlert } from '../parts/ProblemAlert';
import { choices, IDLE_TIMEOUTS, valueOf } from './choices';
import { gpuChoices, NO_GPU } from './gpuChoices';
import { ImageSelect } from './ImageSelect';

export function LaunchPage() {
  const images = useImages();
  const gpus = useGpus();
  return (
    <>
      <PageSection>
        <Title headingLevel="h1">Launch a workspace</Title>
      </PageSection>
      <PageSection isFilled>
        {images.isPending && <Spinner aria-label="Loading the catalogue" />}
        {images.isError && <ProblemAlert title="The catalogue cannot be had" error={images.error} />}
        {images.data && !gpus.isPending && <LaunchForm images={images.data} gpus={gpus.data ?? []} />}
      </PageSection>
    </>
  );
}

function LaunchForm({ images, gpus }: { images: Image[]; gpus: Gpu[] }) {
  const navigate = useNavigate();
  const launch = useLaunch();
  const [params] = useSearchParams();
  const options = useMemo(() => choices(images), [images]);
  const [name, setName] = useState('');
  const linked = valueOf(params.get('image') ?? '', params.get('version') ?? '');
  const [choice, setChoice] = useState(
    options.find((option) => option.value === linked)?.value ?? options[0]?.value ?? '',
  );
  const [cpus, setCpus] = useState('1');
  const [memory, setMemory] = useState('1Gi');
  const [shm, setShm] = useState('');
  const [tmp, setTmp] = useState('');
  const gpuOptions = useMemo(() => gpuChoices(gpus), [gpus]);
  const [gpu, setGpu] = useState(NO_GPU);
  const [gpuCount, setGpuCount] = useState('1');
  const [idleTimeout, setIdleTimeout] = useState('');
  const chosen = gpuOptions.find((option) => option.value === gpu);
  // The same key for every try with this form, so that a click too many launches nothing twice.
  const [key, setKey] = useState(() => crypto.randomUUID());

  const problem = launch.error instanceof ProblemError ? launch.error : null;
  const fieldErrors = [
    'name',
    'image',
    'version',
    'resources.cpus',
    'resources.memory',
    'resources.shm',
    'resources.tmp',
    'resources.gpus',
    'resources.gpus.count',
    'idleTimeout',
  ];
  const isElsewhere = !fieldErrors.some((field) => problem?.field(field));

  const submit = () => {
    const [image = '', version = ''] = choice.split(' ');
    const request: WorkspaceRequest = {
      name,
      image,
      version,
      resources: {
        cpus: Number(cpus),
        memory,
        ...(shm && { shm }),
        ...(tmp && { tmp }),
        ...(chosen && { gpus: { ...chosen.request, count: Number(gpuCount) } }),
      },
      ...(idleTimeout && { idleTimeout }),
    };
    launch.mutate(
      { request, key },
      {
        onSuccess: (workspace) => void navigate(`/workspaces/${workspace.id}`),
        onError: () => setKey(crypto.randomUUID()),
      },
    );
  };

  return (
    <Form
      isWidthLimited
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {launch.error && isElsewhere && <ProblemAlert title="It was not launched" error={launch.error} />}
      <FormGroup label="Name" fieldId="name" isRequired>
        <TextInput
          id="name"
          value={name}
          onChange={(_, value) => setName(value.toLowerCase())}
          placeholder="my-notebook"
          autoFocus
          isRequired
          maxLength={40}
          validated={problem?.field('name') ? 'error' : 'default'}
        />
        <Help error={problem?.field('name')} text="Lower-case letters, digits and hyphens" />
      </FormGroup>
      <FormGroup label="Image" fieldId="image" isRequired>
        <ImageSelect options={options} value={choice} onChange={setChoice} />
        <Help
          error={problem?.field('image') ?? problem?.field('version')}
          text="Pinned: it stays this exact image, whatever its tag becomes"
        />
      </FormGroup>
      <Grid hasGutter>
        <GridItem sm={6}>
          <FormGroup label="Processors" fieldId="cpus">
            <TextInput
              id="cpus"
              type="number"
              min="0.1"
              step="0.1"
              value={cpus}
              onChange={(_, value) => setCpus(value)}
              validated={problem?.field('resources.cpus') ? 'error' : 'default'}
            />
            <Help error={problem?.field('resources.cpus')} text="May be a part of one" />
          </FormGroup>
        </GridItem>
        <SizeField
          id="memory"
          label="Memory"
          value={memory}
          onChange={setMemory}
          problem={problem}
          text="Such as 512Mi or 2Gi"
        />
        <SizeField
          id="shm"
          label="Shared memory"
          value={shm}
          onChange={setShm}
          absent="half of the memory"
          problem={problem}
          text="/dev/shm, by which processes such as a DataLoader's share data; part of the memory"
        />
        <SizeField
          id="tmp"
          label="Disk for /tmp"
          value={tmp}
          onChange={setTmp}
          absent="none: in half of the memory"
          problem={problem}
          text="Such as 20Gi, beside the memory; what is in it goes when the workspace stops"
        />
      </Grid>
      {gpuOptions.length > 0 && (
        <Grid hasGutter>
          <GridItem sm={chosen ? 9 : 12}>
            <FormGroup label="GPU" fieldId="gpu">
              <FormSelect id="gpu" value={gpu} onChange={(_, value) => setGpu(value)}>
                <FormSelectOption value={NO_GPU} label="None" />
                {gpuOptions.map((option) => (
                  <FormSelectOption key={option.value} value={option.value} label={option.label} />
                ))}
              </FormSelect>
              <Help
                error={problem?.field('resources.gpus')}
                text="Yours alone for as long as the workspace runs; if none is free, it waits"
              />
            </FormGroup>
          </GridItem>
          {chosen && (
            <GridItem sm={3}>
              <FormGroup label="How many" fieldId="gpuCount">
                <TextInput
                  id="gpuCount"
                  type="number"
                  min="1"
                  max={chosen.most}
                  value={gpuCount}
                  onChange={(_, value) => setGpuCount(value)}
                  validated={problem?.field('resources.gpus.count') ? 'error' : 'default'}
                />
                <Help error={problem?.field('resources.gpus.count')} text={`1 to ${chosen.most}`} />
              </FormGroup>
            </GridItem>
          )}
        </Grid>
      )}
      <FormGroup label="Stop when idle" fieldId="idleTimeout">
        <FormSelect id="idleTimeout" value={idleTimeout} onChange={(_, value) => setIdleTimeout(value)}>
          {IDLE_TIMEOUTS.map((option) => (
            <FormSelectOption key={option.value} value={option.value} label={option.label} />
          ))}
        </FormSelect>
        <Help
          error={problem?.field('idleTimeout')}
          text="When no kernel and no GPU of it has worked for so long; you are warned before, and its files stay"
        />
      </FormGroup>
      <ActionGroup>
        <Button type="submit" variant="primary" isLoading={launch.isPending} isDisabled={launch.isPending}>
          Launch
        </Button>
        <Button variant="link" onClick={() => void navigate('/')}>
          Cancel
        </Button>
      </ActionGroup>
    </Form>
  );
}

/** A size of the launch's resources: its id is its name there. What is taken where nothing is written stands in the field. */
function SizeField({
  id,
  label,
  value,
  onChange,
  absent = '',
  problem,
  text,
}: {
  id: string;
  label: string;
  value: string;
  onChange: (value: string) => void;
  absent?: string;
  problem: ProblemError | null;
  text: string;
}) {
  const error = problem?.field(`resources.${id}`);
  return (
    <GridItem sm={6}>
      <FormGroup label={label} fieldId={id}>
        <TextInput
          id={id}
          value={value}
          onChange={(_, typed) => onChange(typed)}
          placeholder={absent}
          validated={error ? 'error' : 'default'}
        />
        <Help error={error} text={text} />
      </FormGroup>
    </GridItem>
  );
}
